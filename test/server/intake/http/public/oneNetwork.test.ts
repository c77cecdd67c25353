/** A school, a counter, the NAT of a carrier: limits do not punish a shared place. */
import { expect, it, onTestFinished } from 'vitest';
import { testApp } from '../../../../support/app.ts';
import { fillIn, visitor } from '../../../../support/visitor.ts';

it('300 residents of one network get through in an hour, without a script', async () => {
  const app = await testApp();
  onTestFinished(() => app.stop());
  let late = 0;
  for (let n = 0; n < 300; n++) {
    const v = visitor(app.url);
    await fillIn(v, { email: `school-${n}@example.jp`, topics: ['permanent'] });
    let page = await v.press('register');
    app.clock.advance(12_000);
    if (page.status === 429) {
      late++;
      page = await v.press('register');
    }
    expect([n, page.status]).toEqual([n, 200]);
  }
  expect(late).toBe(270);
  await app.settle();
  expect(await app.letters()).toHaveLength(300);
});
