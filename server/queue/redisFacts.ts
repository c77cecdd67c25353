/** What Redis says about itself, for the doctor. It is asked through the client that the queue uses, so that what works here works there. */
import Bull from 'bull';

export type RedisFacts = { version: string; appendOnly: boolean; snapshots: boolean; eviction: string; now: number };

/** Rejects when Redis does not answer within `ms`. */
export const redisFacts = async (url: string, ms: number): Promise<RedisFacts> => {
  const queue = new Bull('fumibako-doctor', url, { redis: { maxRetriesPerRequest: null, enableReadyCheck: false } });
  let error = 'no answer';
  queue.on('error', (caught: Error & { code?: string }) => {
    error = caught.code ?? caught.message;
  });
  const { client } = queue;
  const ask = async (): Promise<RedisFacts> => {
    const [seconds = 0, micros = 0] = (await client.time()).map(Number);
    const now = seconds * 1000 + Math.floor(micros / 1000);
    const info = await client.info();
    const line = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
    // CONFIG is forbidden at some hosts; INFO then tells what it can.
    const save = await client.config('GET', 'save').then(
      (answer) => (answer as string[])[1] ?? '',
      () => '?',
    );
    return {
      version: line('redis_version'),
      appendOnly: line('aof_enabled') === '1',
      snapshots: save !== '',
      eviction: line('maxmemory_policy'),
      now,
    };
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(error)), ms);
  });
  try {
    return await Promise.race([ask(), late]);
  } finally {
    clearTimeout(timer);
    const ended = new Promise((resolve) => client.once('end', resolve));
    client.disconnect();
    await Promise.race([ended, new Promise((r) => setTimeout(r, 500).unref())]);
  }
};
