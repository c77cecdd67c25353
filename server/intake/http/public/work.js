// Works out what a busy network asks for (lib/work.ts), then presses the button again. A moment on a phone; without this the form waits for its turn.
(() => {
  const field = document.querySelector('input[name="work"][data-challenge]');
  const form = field?.form;
  const button = form?.querySelector(`button[name="go"][value="${field.dataset.go}"]`);
  if (!button) return;
  const bits = Number(field.dataset.bits);
  const K = [];
  const H0 = [];
  const frac = (x) => ((x - Math.floor(x)) * 4294967296) | 0;
  for (let n = 2; K.length < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    if (H0.length < 8) H0.push(frac(Math.sqrt(n)));
    K.push(frac(Math.cbrt(n)));
  }
  const rot = (x, n) => (x >>> n) | (x << (32 - n));
  const W = new Int32Array(64);
  // SHA-256 of a text that fits one block (up to 55 signs); answers the first 32 bits.
  const head = (text) => {
    W.fill(0);
    for (let n = 0; n < text.length; n++) W[n >> 2] |= text.charCodeAt(n) << (24 - (n % 4) * 8);
    W[text.length >> 2] |= 128 << (24 - (text.length % 4) * 8);
    W[15] = text.length * 8;
    for (let n = 16; n < 64; n++) {
      const a = W[n - 15];
      const b = W[n - 2];
      W[n] = (W[n - 16] + (rot(a, 7) ^ rot(a, 18) ^ (a >>> 3)) + W[n - 7] + (rot(b, 17) ^ rot(b, 19) ^ (b >>> 10))) | 0;
    }
    let [a, b, c, d, e, f, g, h] = H0;
    for (let n = 0; n < 64; n++) {
      const one = (h + (rot(e, 6) ^ rot(e, 11) ^ rot(e, 25)) + ((e & f) ^ (~e & g)) + K[n] + W[n]) | 0;
      const two = ((rot(a, 2) ^ rot(a, 13) ^ rot(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    return (H0[0] + a) >>> 0;
  };
  document.getElementById('turn').hidden = true;
  document.getElementById('working').hidden = false;
  let tried = 0;
  const work = () => {
    for (const stop = tried + 500; tried < stop; tried++)
      if (head(`${field.dataset.challenge}:${tried}`) >>> (32 - bits) === 0) {
        field.value = String(tried);
        form.requestSubmit(button);
        return;
      }
    setTimeout(work);
  };
  work();
})();
