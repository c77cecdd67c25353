/** The mailbox page: list left, mail right, everything by keyboard too. State stands in the address, so that reload and back work. */
import { fill, h, icon } from './draw.mjs';
import { checkWord, helpLines, language, levelWord, say, switchLanguage, when, word } from './words.mjs';

const api = '/mailbox/api';
const tabs = ['phone', 'desktop', 'text', 'source', 'headers', 'checks', 'languages', 'returns'];
const app = document.getElementById('app');

const state = {
  mails: [],
  people: [],
  counts: { newest: 0, total: 0, unread: 0 },
  query: new URLSearchParams(location.search).get('q') ?? '',
  view: 'newest',
  tab: localStorage.getItem('mailbox.tab') ?? (innerWidth < 760 ? 'phone' : 'desktop'),
  id:
    /^\/mailbox\/m\/([^/]+)$/.exec(location.pathname)?.[1] ??
    (location.pathname === '/mailbox/latest' ? 'latest' : null),
  mail: null,
  gone: false,
  siblings: [],
  newSince: Number.POSITIVE_INFINITY,
};

const get = async (path) => {
  const answer = await fetch(api + path);
  return answer.ok ? answer.json() : null;
};
const send = (method, path, body) =>
  fetch(api + path, { method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body) });

let toastTimer = 0;
const toast = (text) => {
  document.querySelector('.toast')?.remove();
  document.body.append(h('div', { class: 'toast', role: 'status' }, text));
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => document.querySelector('.toast')?.remove(), 8000);
};

// ---- list ----

const mark = (text, more = '') => h('span', { class: `mark ${more}` }, text);
const languageMark = (codes) => mark(codes.replaceAll(',', ' + '));

const item = (mail) =>
  h(
    'li',
    { class: [mail.read ? '' : 'unread', mail.seq > state.newSince ? 'new' : ''].join(' ') },
    h(
      'a',
      {
        href: pathOf(mail.id),
        'data-id': mail.id,
        'aria-current': mail.id === state.mail?.id ? 'true' : null,
        onclick: choose,
      },
      h('span', { class: 'dot', 'aria-hidden': 'true' }),
      h('span', { class: 'who' }, mail.to),
      h('time', { class: 'when', datetime: mail.date }, when(mail.date)),
      h('span', { class: 'subject' }, mail.subject),
      h(
        'span',
        { class: 'marks' },
        mark(mail.type),
        languageMark(mail.languages),
        mail.reference ? mark(mail.reference) : null,
        mail.keyType === 'test' ? mark('test', 'test') : null,
      ),
    ),
  );

const person = (one) =>
  h(
    'li',
    { class: one.unread > 0 ? 'unread' : '' },
    h(
      'a',
      {
        href: `/mailbox?q=${encodeURIComponent(`to:"${one.to}"`)}`,
        onclick: (event) => {
          event.preventDefault();
          state.view = 'newest';
          void search(`to:"${one.to}"`);
        },
      },
      h('span', { class: 'dot', 'aria-hidden': 'true' }),
      h('span', { class: 'who' }, one.to),
      h('span', { class: 'when' }, String(one.n)),
      h('span', { class: 'subject' }, one.subject),
    ),
  );

const drawList = () => {
  const list = app.querySelector('.list');
  if (!list) return;
  const top = list.scrollTop;
  const rows = state.view === 'people' ? state.people.map(person) : state.mails.map(item);
  const last = state.mails.at(-1);
  if (state.view === 'newest' && last && state.mails.length % 100 === 0)
    rows.push(h('li', { class: 'more' }, h('button', { onclick: () => loadMore(last.seq) }, say('more'))));
  if (rows.length === 0) rows.push(h('li', {}, h('p', { class: 'notice' }, say(state.query ? 'noneFound' : 'none'))));
  fill(list, rows);
  list.scrollTop = top;
  app.querySelector('.count').textContent =
    `${say('unreadCount', { n: state.counts.unread })} / ${say('total', { n: state.counts.total })}`;
  document.title = `${state.counts.unread > 0 ? `(${state.counts.unread}) ` : ''}${say('title')}`;
  document.getElementById('icon').href = icon(state.counts.unread);
};

const load = async () => {
  const answer = await get(
    `/list?q=${encodeURIComponent(state.query)}&limit=${Math.max(100, Math.min(500, state.mails.length))}`,
  );
  if (!answer) return;
  state.mails = answer.mails;
  state.counts = answer.state;
  if (state.view === 'people') state.people = (await get('/people')) ?? [];
  drawList();
};
const loadMore = async (below) => {
  const answer = await get(`/list?q=${encodeURIComponent(state.query)}&below=${below}`);
  state.mails = [...state.mails, ...(answer?.mails ?? [])];
  drawList();
};
const search = async (query) => {
  state.query = query;
  state.mails = [];
  app.querySelector('input[type=search]').value = query;
  history.replaceState(null, '', pathOf(state.mail?.id));
  drawTabs();
  await load();
};

// ---- one mail ----

const pathOf = (id) => `/mailbox${id ? `/m/${id}` : ''}${state.query ? `?q=${encodeURIComponent(state.query)}` : ''}`;

const frame = (id, title) =>
  h('iframe', {
    src: `/mailbox/view/${id}.html`,
    title,
    sandbox: 'allow-popups allow-popups-to-escape-sandbox',
    loading: 'lazy',
  });
const htmlStage = (mail, kind) =>
  mail.html === null
    ? h('p', { class: 'notice' }, say('noHtml'))
    : h('div', { class: `stage ${kind}` }, frame(mail.id, mail.subject));

const headerTable = (mail) => {
  const rows = h('tbody');
  const draw = (word) =>
    fill(
      rows,
      mail.headers
        .filter(([name, value]) => `${name}: ${value}`.toLowerCase().includes(word.toLowerCase()))
        .map(([name, value]) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, value))),
    );
  draw('');
  const filter = h('input', {
    type: 'text',
    'aria-label': say('filterHeaders'),
    placeholder: say('filterHeaders'),
    oninput: (e) => draw(e.target.value),
  });
  return h('div', { class: 'scroll' }, filter, h('table', {}, rows));
};

const signs = { good: '✓', odd: '△', bad: '✕' };
const checkTable = (mail) =>
  h(
    'div',
    { class: 'scroll' },
    h(
      'table',
      {},
      h(
        'tbody',
        {},
        mail.checks.map((c) =>
          h(
            'tr',
            {},
            h('td', { class: `level ${c.level}` }, `${signs[c.level]} ${levelWord(c.level)}`),
            h('td', {}, checkWord(c.code)),
            h('td', {}, c.detail),
          ),
        ),
      ),
    ),
  );

const sideBySide = () =>
  h(
    'div',
    { class: 'side' },
    state.siblings.map((mail) =>
      h(
        'section',
        {},
        h(
          'h3',
          { lang: mail.languages.startsWith('en') ? 'en' : 'ja' },
          languageMark(mail.languages),
          ` ${mail.subject}`,
        ),
        mail.html === null ? h('pre', {}, mail.text) : frame(mail.id, mail.subject),
      ),
    ),
  );

// ---- what comes back ----

const stateOf = ({ state: code, reason }) =>
  word('readerStates', code) + (reason ? ` (${word('reasons', reason)})` : '');

/** Reports of one mail with the state of its reader; drawn anew after each report. */
const cameBack = async (mail, place) => {
  const found = await get(`/messages/${mail.id}/came-back`);
  if (!found) return;
  const rows = found.reports.map((one) =>
    h(
      'tr',
      {},
      h('td', {}, when(new Date(one.at).toISOString())),
      h('td', {}, word('classes', one.class)),
      h('td', {}, [one.status, one.reason].filter(Boolean).join(' ')),
    ),
  );
  fill(
    place,
    found.reader
      ? h(
          'p',
          { class: `stand ${found.reader.state}` },
          h('strong', {}, say('returnsReader', { state: stateOf(found.reader) })),
          ' ',
          h(
            'a',
            { href: `/console/#/readers/${found.reader.id}`, target: '_blank', rel: 'noopener' },
            say('returnsLook'),
          ),
        )
      : null,
    rows.length === 0 ? h('p', { class: 'quiet' }, say('returnsNone')) : h('table', {}, h('tbody', {}, rows)),
  );
};

/** The report is answered at once; what follows from it is applied by the clock within seconds. */
const report = async (mail, kind, place) => {
  const answer = await send('POST', `/messages/${mail.id}/report`, { kind });
  const body = await answer.json().catch(() => ({}));
  if (answer.status === 409) return toast(say(body.code === 'mailbox.no-entry' ? 'noEntry' : 'returnsNoPath'));
  toast(say(body.code >= 200 && body.code < 300 ? 'returnsTold' : 'notSent', body));
  for (let n = 0; n < 12 && state.mail?.id === mail.id && place.isConnected; n++) {
    await cameBack(mail, place);
    await new Promise((r) => setTimeout(r, 500));
  }
};

const returnsTab = (mail) => {
  const place = h('div', { class: 'came', 'aria-live': 'polite' });
  void cameBack(mail, place);
  return h(
    'div',
    { class: 'scroll returns' },
    h('p', {}, say('returnsIntro')),
    h(
      'div',
      { class: 'tools' },
      ['hard', 'soft', 'complaint', 'away'].map((kind) =>
        h('button', { 'data-report': kind, onclick: () => report(mail, kind, place) }, word('returnsKinds', kind)),
      ),
    ),
    place,
  );
};

const bodies = {
  phone: (mail) => htmlStage(mail, 'phone'),
  desktop: (mail) => htmlStage(mail, 'desktop'),
  text: (mail) => h('pre', { class: 'mail' }, mail.text),
  source: (mail) => h('pre', {}, mail.source),
  headers: headerTable,
  checks: checkTable,
  languages: sideBySide,
  returns: returnsTab,
};

const tabStrip = (names, chosen, pick, label) =>
  h(
    'div',
    {
      role: 'tablist',
      'aria-label': label,
      onkeydown: (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        const next = names[(names.indexOf(chosen()) + step + names.length) % names.length];
        pick(next);
        document.getElementById(`tab-${next}`)?.focus();
      },
    },
    names.map((name) =>
      h(
        'button',
        {
          role: 'tab',
          id: `tab-${name}`,
          'aria-selected': String(name === chosen()),
          tabindex: name === chosen() ? '0' : '-1',
          onclick: () => pick(name),
        },
        say(name),
      ),
    ),
  );

const showTab = (tab) => {
  state.tab = tab;
  localStorage.setItem('mailbox.tab', tab);
  drawMail();
  // On a phone the strip is wider than the screen.
  document.getElementById(`tab-${tab}`)?.scrollIntoView({ block: 'nearest', inline: 'center' });
};

const facts = (mail) =>
  h(
    'dl',
    { class: 'facts' },
    [
      ['from', mail.from],
      ['to', mail.to],
      ['date', when(mail.date, true)],
      ['type', mail.type],
      ['language', mail.languages.replaceAll(',', ' + ')],
      ['cause', mail.cause],
      ['reference', mail.reference],
      ['returnPath', mail.returnPath],
    ]
      .filter(([, value]) => value)
      .map(([name, value]) => [h('dt', {}, say(name)), h('dd', {}, value)]),
  );

const drawMail = () => {
  const right = app.querySelector('.right');
  app.classList.toggle('reading', state.mail !== null || state.gone);
  const back = h('button', { class: 'narrow', onclick: close }, `← ${say('back')}`);
  if (!state.mail)
    return void fill(
      right,
      h('p', { class: 'notice' }, state.gone ? say('gone') : say('pick')),
      state.gone ? back : null,
    );
  const mail = state.mail;
  fill(
    right,
    h(
      'div',
      { class: 'head' },
      h('h2', { tabindex: '-1' }, mail.subject),
      mail.keyType === 'test' ? mark(say('testKey'), 'test') : null,
      facts(mail),
      h(
        'div',
        { class: 'tools' },
        back,
        h('button', { onclick: () => step(-1) }, say('newer')),
        h('button', { onclick: () => step(1) }, say('older')),
        h('a', { class: 'button', href: `${api}/messages/${mail.id}.eml`, download: true }, say('download')),
        mail.html === null
          ? null
          : h(
              'a',
              { class: 'button', href: `/mailbox/view/${mail.id}.html`, target: '_blank', rel: 'noopener' },
              say('apart'),
            ),
        h('button', { onclick: markUnread }, say('unread')),
        h('button', { class: 'danger', onclick: remove }, say('remove')),
      ),
    ),
    tabStrip(tabs, () => state.tab, showTab, mail.subject),
    h('div', { class: 'body', role: 'tabpanel', 'aria-labelledby': `tab-${state.tab}` }, bodies[state.tab](mail)),
  );
};

const open = async (id, push = true) => {
  const mail = await get(`/messages/${id}/details`);
  state.mail = mail;
  state.gone = mail === null;
  state.siblings = mail ? ((await get(`/messages/${mail.id}/siblings`)) ?? []) : [];
  if (push && mail) history.pushState(null, '', pathOf(mail.id));
  drawMail();
  if (mail && !mail.read) {
    await send('PUT', `/messages/${mail.id}/read`, { read: true });
    mail.read = true;
  }
  await load();
};
const choose = (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  void open(event.currentTarget.dataset.id);
};
const close = () => {
  const id = state.mail?.id;
  state.mail = null;
  state.gone = false;
  history.pushState(null, '', pathOf());
  drawMail();
  drawList();
  app.querySelector(`[data-id="${id}"]`)?.focus();
};
/** The next mail of the list (1 is older), the first one when none is open. */
const step = async (by) => {
  const at = state.mails.findIndex((m) => m.id === state.mail?.id);
  const next = state.mails[at < 0 ? 0 : at + by];
  if (!next) return;
  await open(next.id);
  app.querySelector(`[data-id="${next.id}"]`)?.scrollIntoView({ block: 'nearest' });
};
const markUnread = async () => {
  if (!state.mail) return;
  await send('PUT', `/messages/${state.mail.id}/read`, { read: false });
  state.mail.read = true;
  await load();
};
const remove = async () => {
  if (!state.mail) return;
  const at = state.mails.findIndex((m) => m.id === state.mail.id);
  const next = state.mails[at + 1] ?? state.mails[at - 1];
  await send('DELETE', `/messages/${state.mail.id}`);
  if (next) await open(next.id);
  else close();
  await load();
};
const removeAll = async () => {
  const n = state.query ? state.mails.length : state.counts.total;
  if (n === 0 || !confirm(say('clearSure', { n: state.query && n >= 100 ? `${n}+` : n }))) return;
  await send('DELETE', `/messages?q=${encodeURIComponent(state.query)}`);
  close();
  await load();
};

// ---- dialogs ----

const dialog = (...content) => {
  const box = h('dialog', { onclose: (e) => e.target.remove() }, ...content);
  document.body.append(box);
  box.showModal();
  return box;
};
const showHelp = () => {
  const rows = helpLines().map(([key, words]) =>
    h('tr', {}, h('th', { scope: 'row' }, h('kbd', {}, key)), h('td', {}, words)),
  );
  const box = dialog(
    h('h2', {}, say('keys')),
    h('table', {}, h('tbody', {}, rows)),
    h('p', {}, h('button', { onclick: () => box.close() }, say('close'))),
  );
};
const sendEmpty = async (from, language, box) => {
  const answer = await send('POST', '/empty-mail', { from, language });
  const body = await answer.json();
  if (answer.status === 422) return toast(say('wrongAddress'));
  if (answer.status === 409) return toast(say('noEntry'));
  localStorage.setItem('mailbox.from', from);
  box.close();
  toast(say(body.code >= 200 && body.code < 300 ? 'sent' : 'notSent', body));
};
const write = () => {
  const from = h('input', {
    type: 'email',
    required: true,
    autocomplete: 'email',
    spellcheck: 'false',
    inputmode: 'email',
    value: localStorage.getItem('mailbox.from') ?? 'sample@example.jp',
  });
  const choice = h(
    'select',
    {},
    h('option', { value: '' }, say('any')),
    h('option', { value: 'ja' }, '日本語'),
    h('option', { value: 'plja' }, 'やさしいにほんご'),
    h('option', { value: 'en' }, 'English'),
  );
  const box = dialog(
    h('h2', {}, say('dialogWrite')),
    h(
      'form',
      {
        onsubmit: (event) => {
          event.preventDefault();
          void sendEmpty(from.value, choice.value, box);
        },
      },
      h('label', {}, say('writeFrom'), from),
      h('label', {}, say('writeLanguage'), choice),
      h(
        'div',
        { class: 'row' },
        h('button', { class: 'main' }, say('send')),
        h('button', { type: 'button', onclick: () => box.close() }, say('cancel')),
      ),
    ),
  );
};

// ---- page ----

const drawTabs = () => {
  const strip = tabStrip(
    ['newest', 'people'],
    () => state.view,
    (view) => {
      state.view = view;
      drawTabs();
      void load();
    },
    say('title'),
  );
  app.querySelector('.left [role=tablist]').replaceWith(strip);
  app.querySelector('.clear').textContent = say(state.query ? 'clearFound' : 'clear');
};

const draw = () => {
  document.documentElement.lang = language();
  let typing = 0;
  const words = h('input', {
    type: 'search',
    value: state.query,
    placeholder: say('searchHint'),
    'aria-label': say('search'),
    oninput: (event) => {
      clearTimeout(typing);
      typing = setTimeout(() => search(event.target.value), 200);
    },
  });
  fill(
    app,
    h(
      'header',
      { class: 'bar' },
      h('h1', {}, say('title')),
      h('span', { class: 'count', 'aria-live': 'polite' }),
      h('form', { role: 'search', onsubmit: (event) => event.preventDefault() }, words),
      h('button', { class: 'main', onclick: write }, say('write')),
      h('button', { class: 'danger clear', onclick: removeAll }, say('clear')),
      h('button', { onclick: showHelp, 'aria-label': say('keys') }, '?'),
      h(
        'button',
        {
          lang: language() === 'ja' ? 'en' : 'ja',
          onclick: () => {
            switchLanguage();
            draw();
          },
        },
        say('other'),
      ),
    ),
    h(
      'main',
      { class: 'both' },
      h(
        'nav',
        { class: 'left', 'aria-label': say('title') },
        h('div', { role: 'tablist' }),
        h('ul', { class: 'list' }),
      ),
      h('div', { class: 'right' }),
    ),
  );
  drawTabs();
  drawMail();
  drawList();
};

const keys = {
  j: () => step(1),
  k: () => step(-1),
  n: write,
  u: markUnread,
  Delete: remove,
  Escape: close,
  '?': showHelp,
  '/': () => app.querySelector('input[type=search]').focus(),
};
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  if (event.target.matches('input, select, textarea')) {
    if (event.key === 'Escape') event.target.blur();
    return;
  }
  const tab = tabs[Number(event.key) - 1];
  if (tab && state.mail) return showTab(tab);
  if (!keys[event.key]) return;
  event.preventDefault();
  void keys[event.key]();
});
addEventListener('popstate', () => {
  const id = /^\/mailbox\/m\/([^/]+)$/.exec(location.pathname)?.[1];
  if (id) void open(id, false);
  else {
    state.mail = null;
    drawMail();
    drawList();
  }
});

draw();
await load();
if (state.id) await open(state.id, state.id === 'latest');

let lost = false;
const events = new EventSource(`${api}/events`);
events.addEventListener('message', () => {
  state.newSince = state.mails[0]?.seq ?? 0;
  void load();
});
events.addEventListener('error', () => {
  if (!lost) toast(say('lost'));
  lost = true;
});
events.addEventListener('open', () => {
  if (lost) void load();
  lost = false;
});
