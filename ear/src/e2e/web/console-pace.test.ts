import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace } from '../../../../web/src/main/web/admin/pace.ts';

/** A clock that goes when it is told to. */
class Clock {
    time = 0;
    private plans: { at: number; run: () => void }[] = [];
    readonly now = () => this.time;
    readonly later = (run: () => void, ms: number) => this.plans.push({ at: this.time + ms, run });

    async to(time: number): Promise<void> {
        this.time = time;
        const due = this.plans.filter(plan => plan.at <= time);
        this.plans = this.plans.filter(plan => plan.at > time);
        due.forEach(plan => plan.run());
        await new Promise(resolve => setImmediate(resolve));
    }
}

function counted(everyMs = 1_000) {
    const clock = new Clock();
    const looks = { n: 0, hold: Promise.resolve() };
    const pace = new Pace(async () => {
        looks.n++;
        await looks.hold;
    }, everyMs, clock);
    return { clock, looks, pace };
}

test('the first is at once, a thousand more within a second are one', async () => {
    const { clock, looks, pace } = counted();
    pace.ask();
    await clock.to(0);
    assert.equal(looks.n, 1);
    for (let i = 0; i < 1_000; i++) {
        pace.ask();
    }
    await clock.to(999);
    assert.equal(looks.n, 1);
    await clock.to(1_000);
    assert.equal(looks.n, 2);
    await clock.to(9_000);
    assert.equal(looks.n, 2);
});

test('what is asked for while it looks is looked at afterwards, not at the same time', async () => {
    const { clock, looks, pace } = counted();
    let release = () => {};
    looks.hold = new Promise<void>(resolve => (release = resolve));
    pace.ask();
    await clock.to(0);
    pace.ask();
    await clock.to(5_000);
    assert.equal(looks.n, 1);
    release();
    await clock.to(5_000);
    await clock.to(5_000);
    assert.equal(looks.n, 2);
});

test('nothing is asked while the page is hidden, and once when it is seen again', async () => {
    const { clock, looks, pace } = counted();
    pace.resting = true;
    pace.ask();
    pace.ask();
    await clock.to(60_000);
    assert.equal(looks.n, 0);
    pace.resting = false;
    await clock.to(60_000);
    assert.equal(looks.n, 1);
});

