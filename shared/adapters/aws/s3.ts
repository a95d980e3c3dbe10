import { DeleteObjectCommand, GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Blobs } from '#ports/blobs.ts';
import { type AwsOptions, clientConfig } from './client-config.ts';
import { advice, failureOf } from './failures.ts';

/** The bucket can't be used; its message says what to do, in one line. */
export class BucketError extends Error {
  override readonly name = 'BucketError';
}

/**
 * Files in an S3 bucket. Rejects with BucketError. The role needs s3:ListBucket, too: without it S3 answers "access
 * denied" for a file that is not there.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/PresignedUrlUploadObject.html
 */
export function s3Blobs(options: AwsOptions & { readonly bucket: string }): Blobs {
  const { bucket: Bucket } = options;
  // By default the SDK would have the uploader send a checksum that it does not know of.
  const client = new S3Client({ ...clientConfig(options), requestChecksumCalculation: 'WHEN_REQUIRED' });
  const explain = (cause: unknown): never => {
    throw new BucketError(messageOf(cause, Bucket), { cause });
  };
  return {
    async uploadUrl(Key, { expiresInSeconds }) {
      const command = new PutObjectCommand({ Bucket, Key, ServerSideEncryption: 'aws:kms' });
      return getSignedUrl(client, command, { expiresIn: expiresInSeconds }).catch(explain);
    },
    async read(Key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
        return Body as AsyncIterable<Uint8Array> | undefined;
      } catch (error) {
        return error instanceof NoSuchKey ? undefined : explain(error);
      }
    },
    async remove(Key) {
      await client.send(new DeleteObjectCommand({ Bucket, Key })).catch(explain);
    },
  };
}

function messageOf(error: unknown, bucket: string): string {
  const failure = failureOf(error);
  if (failure.kind === 'denied') {
    return `S3 denied access to the bucket ${bucket}: allow this role s3:ListBucket on it, s3:GetObject, s3:PutObject and s3:DeleteObject on its objects.`;
  }
  if (failure.name === 'NoSuchBucket') return `There is no bucket ${bucket}: check its name and region.`;
  return advice(failure, 'S3');
}
