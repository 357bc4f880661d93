export * from '../model/path-pattern';
