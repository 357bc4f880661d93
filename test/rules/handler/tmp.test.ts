import './isolation.test';
