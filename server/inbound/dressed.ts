/**
 * Addresses wear clothes on the way: BATV tags that die after days (prvs=…), SRS of forwarders, tags of automatic forwarding. Undressed before
 * they are stored, compared or answered.
 */

/** Tag, then the address as it was. */
const tagged = [
  // BATV: prvs=KDDDSSSSSS=local@domain, Barracuda's btv1==TAG==local@domain, and the older order local=TAG.
  /^(?:prvs|msprvs1)=[0-9A-Za-z]{4,24}=(.+)$/i,
  /^btv1==[0-9A-Za-z]{3,24}==(.+)$/i,
];
/** SRS0=hash=time=domain=local, SRS1=hash=forwarder==hash=time=domain=local; the separators may be + or -. */
const srs0 = /^srs0[=+-][^=]{1,40}=[^=]{1,8}=([^=]{1,253})=(.+)$/i;
const srs1 = /^srs1[=+-][^=]{1,40}=[^=]{1,253}=[=+-][^=]{1,40}=[^=]{1,8}=([^=]{1,253})=(.+)$/i;
/** Gmail's automatic forwarding: local+caf_=target=domain@gmail.com. */
const forwarded = /^(.+)\+caf_=[^@]+$/i;

/** The address without its clothes; the same text when it wears none. `text`: plain form, 'local@domain'. */
export const undress = (text: string): string => {
  let bare = text;
  // A tag may be worn over another one.
  for (let layers = 0; layers < 3; layers++) {
    const at = bare.lastIndexOf('@');
    if (at < 1) return text;
    const [local, domain] = [bare.slice(0, at), bare.slice(at + 1)];
    const tag = tagged.map((pattern) => pattern.exec(local)?.[1]).find(Boolean);
    const srs = srs1.exec(local) ?? srs0.exec(local);
    const plain = forwarded.exec(local)?.[1];
    if (tag) bare = `${tag}@${domain}`;
    else if (srs) bare = `${srs[2]}@${srs[1]}`;
    else if (plain) bare = `${plain}@${domain}`;
    else return bare;
  }
  return bare;
};

export const isDressed = (text: string): boolean => undress(text) !== text;
