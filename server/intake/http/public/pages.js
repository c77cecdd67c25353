// Keeps what is typed on this page before it is left, so that Back and reload find it. Every page works without this.
(() => {
  const form = document.getElementById('step');
  if (!form?.querySelector('input:not([type="hidden"])')) return;
  let changed = false;
  let sent = false;
  const keep = () => {
    if (!changed || sent) return;
    changed = false;
    const fields = new FormData(form);
    fields.set('go', 'stay');
    navigator.sendBeacon(form.action, new URLSearchParams(fields));
  };
  form.addEventListener('input', () => {
    changed = true;
  });
  document.addEventListener('submit', () => {
    sent = true;
  });
  addEventListener('pagehide', keep);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && keep());
})();
