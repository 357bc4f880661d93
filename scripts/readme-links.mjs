// The README of every registry is the one in .jsii, and only npm knows where its relative links lead: the others get whole addresses.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';

const REPOSITORY = 'https://github.com/cdk-failover-distribution/cdk-failover-distribution';
const assembly = JSON.parse(readFileSync('.jsii', 'utf8'));

const address = (image, target) => {
  const [path] = target.split('#');
  if (!existsSync(path)) throw new Error(`README.md links ${target}, which is not there`);
  if (image) return `${REPOSITORY.replace('github.com', 'raw.githubusercontent.com')}/main/${target}`;
  return `${REPOSITORY}/${statSync(path).isDirectory() ? 'tree' : 'blob'}/main/${target}`;
};
assembly.readme.markdown = assembly.readme.markdown.replace(/(!?)\[([^\]]*)\]\((?!https?:|#)([^)]+)\)/g, (_, image, text, target) => `${image}[${text}](${address(image, target)})`);
writeFileSync('.jsii', JSON.stringify(assembly, undefined, 2));
