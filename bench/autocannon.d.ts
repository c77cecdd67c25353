/** What we use of autocannon, which brings no types. */
declare module 'autocannon' {
  type Sent = { method: string; path: string; headers: Record<string, string>; body: string };
  export default function autocannon(p: {
    url: string;
    connections: number;
    /** Seconds. */
    duration: number;
    requests: { method: string; path: string; setupRequest(request: Sent): Sent }[];
  }): Promise<{
    non2xx: number;
    errors: number;
    requests: { average: number };
    /** Milliseconds. */
    latency: { p50: number; p99: number };
  }>;
}
