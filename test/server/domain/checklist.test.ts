/** The first steps of a new hub tick themselves by what has happened (case C19). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Newsroom, newsroom, sampleTexts } from '../../support/newsroom.ts';
import { firstPerson, personWith, type Staff } from '../../support/staff.ts';

let room: Newsroom;
let first: Staff;
beforeAll(async () => {
  room = await newsroom();
  first = await firstPerson(room);
});
afterAll(() => room.stop());

const open = async () => {
  const { steps } = (await first.get('/home/checklist')).body as { steps: { name: string; done: boolean }[] };
  return steps.filter((step) => !step.done).map((step) => step.name);
};

it('an empty hub asks for all of them; each goes by itself when it is done, and only who sets the hub up is asked', async () => {
  expect(await open()).toEqual(['relay', 'people', 'topics', 'readers', 'test', 'bulletin']);
  const author = await personWith(room, ['author']);
  expect((await author.get('/home/checklist')).body).toMatchObject({ code: 'right.missing' });
  expect(await open()).not.toContain('people');
  await room.readers(room.topics[0]!.code, 1);
  expect(await open()).not.toContain('readers');
  const draft = { topics: [room.topics[0]!.code], texts: sampleTexts };
  const { body } = await author.post('/bulletins', draft);
  expect((await author.post(`/bulletins/${body.id}/test`, { language: 'ja' })).status).toBe(200);
  expect(await open()).toEqual(['relay', 'topics', 'bulletin']);
  await room.parts.bulletins.send('cli', String(body.id));
  expect(await open()).toEqual(['relay', 'topics']);
});
