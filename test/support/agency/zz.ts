const w='/work/wt/apps/';
const { testApp } = await import(w+'test/support/app.ts');
const { agencyHub, localWorker } = await import(w+'test/support/agency/hub.ts');
const { expectedMails } = await import(w+'test/support/agency/oracle.ts');
const { differences, playStory } = await import(w+'test/support/agency/play.ts');
const { makeStory } = await import(w+'test/support/agency/story.ts');
const n = Number(process.argv[2]);
const app = await testApp({}, '2026-01-05T00:00:00+09:00');
const story = makeStory(12, n);
const worker = localWorker(app);
const spent: Record<string, {ms:number,n:number}> = {};
for (const k of Object.keys(worker)) { const f=(worker as any)[k]; (worker as any)[k]=async(...a:any[])=>{const b=performance.now(); try{return await f(...a);}finally{const s=spent[k]??={ms:0,n:0}; s.ms+=performance.now()-b; s.n++;}} }
const b=performance.now();
let step=0;
const hub=agencyHub([worker]);
const set=hub.set; hub.set=async(at:number)=>{ if(++step%40===0) console.log(step,Math.round(performance.now()-b),JSON.stringify(spent)); return set(at)};
const played = await playStory(story, hub, { seed: 12 });
console.log(n, Math.round(performance.now()-b), JSON.stringify(spent), differences(expectedMails(story), played.mails).join("\n"), played.mails.length, story.reports.length);
await app.stop();
