import { App } from 'aws-cdk-lib';
import { ProveStack } from './prove-stack';

const app = new App();
new ProveStack(app, 'Prove');
