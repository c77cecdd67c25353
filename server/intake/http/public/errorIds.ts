/**
 * Numbers that pages show beside an error, so that somebody on the phone can say which one it was. They never change.
 * Three hundreds: 0xx one field, 1xx dates, 2xx the whole form, 3xx links, 4xx limits, 5xx what was sent, 6xx pages.
 * 018, 098, 111, 245 and 256 mean what they mean in the agency's other systems (domain.md 2.2).
 */
const ids: Readonly<Record<string, string>> = {
  'address.empty': 'FBK001E',
  'topics.none': 'FBK002E',
  'stay.empty': 'FBK003E',
  'topics.unknown': 'FBK005E',
  'reference.empty': 'FBK006E',
  'address.characters': 'FBK011E',
  'address.too-long': 'FBK012E',
  'address.two-at': 'FBK013E',
  'address.no-at': 'FBK014E',
  'address.control': 'FBK015E',
  'address.dots': 'FBK016E',
  'address.domain': 'FBK017E',
  'address.local': 'FBK018E',
  'address.space': 'FBK019E',
  'address.named': 'FBK020E',
  'address.mailto': 'FBK021E',
  'address.local-long': 'FBK022E',
  'address.own': 'FBK023E',
  'file.other-address': 'FBK024E',
  system: 'FBK098E',
  'stay.impossible': 'FBK111E',
  'stay.past': 'FBK112E',
  'stay.far': 'FBK113E',
  'change.nothing': 'FBK245E',
  'address.same': 'FBK246E',
  'address.taken': 'FBK247E',
  'terms.missing': 'FBK256E',
  'link.broken': 'FBK301E',
  'link.unknown': 'FBK302E',
  'link.purpose': 'FBK303E',
  'link.expired': 'FBK304E',
  'link.used': 'FBK305E',
  'link.left': 'FBK306E',
  'limit.network': 'FBK401E',
  'limit.address': 'FBK402E',
  'limit.total': 'FBK403E',
  'limit.file': 'FBK404E',
  'form.stale': 'FBK501E',
  'body.too-large': 'FBK502E',
  'body.unreadable': 'FBK503E',
  'body.type': 'FBK504E',
  'page.missing': 'FBK601E',
  'method.wrong': 'FBK602E',
};

export const errorId = (code: string): string => ids[code] ?? 'FBK098E';
export const errorCodes: readonly string[] = Object.keys(ids);
