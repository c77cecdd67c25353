/** Signs requests to S3-compatible stores (AWS Signature Version 4, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). */
import { createHmac, hash } from 'node:crypto';

export type StoreKey = { id: string; secret: string; region: string };

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (data: string | Buffer): string => hash('sha256', data);

/** Headers for a request without a query; `path` in URL form. `now`: the machine's time, for stores compare it with their own. */
export const signedHeaders = (
  key: StoreKey,
  request: { method: string; host: string; path: string; body: Buffer },
  now: Date,
): Record<string, string> => {
  const at = now.toISOString().replace(/[:-]|\.\d{3}/g, '');
  const day = at.slice(0, 8);
  const bodyHash = sha256(request.body);
  const signed = 'host;x-amz-content-sha256;x-amz-date';
  const canonical = [
    request.method,
    request.path,
    '',
    `host:${request.host}`,
    `x-amz-content-sha256:${bodyHash}`,
    `x-amz-date:${at}`,
    '',
    signed,
    bodyHash,
  ].join('\n');
  const scope = `${day}/${key.region}/s3/aws4_request`;
  const signing = [day, key.region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${key.secret}`);
  const signature = createHmac('sha256', signing)
    .update(`AWS4-HMAC-SHA256\n${at}\n${scope}\n${sha256(canonical)}`)
    .digest('hex');
  return {
    authorization: `AWS4-HMAC-SHA256 Credential=${key.id}/${scope}, SignedHeaders=${signed}, Signature=${signature}`,
    'x-amz-content-sha256': bodyHash,
    'x-amz-date': at,
  };
};
