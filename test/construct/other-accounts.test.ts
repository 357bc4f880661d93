import { App } from 'aws-cdk-lib';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { partsOf, siteIn, stackIn } from '../support/stacks';

test('a bucket in another account is refused: its policy would be for that account', () => {
  const app = new App();
  const theirs = stackIn('us-east-1', { scope: app, id: 'Theirs', account: '222222222222' });
  const bucket = new s3.Bucket(theirs, 'Standby', { bucketName: 'theirs' });
  const ours = stackIn('us-east-1', { scope: app, id: 'Ours', account: '111111111111' });
  expect(partsOf(() => siteIn(ours, { secondaryOrigin: origins.S3BucketOrigin.withOriginAccessControl(bucket) }))).toEqual({
    what: expect.stringContaining('The bucket Theirs/Standby is in another account'),
    got: '222222222222',
    allowed: expect.stringContaining('111111111111'),
    fix: expect.stringContaining('Import the bucket here'),
  });
});
