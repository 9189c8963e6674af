import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { retryDelay } from '../../../../web/src/main/web/shared/backoff.ts';
import { Live, type LiveState } from '../../../../web/src/main/web/shared/live.ts';

type Listener = (event: unknown) => void;

class Listeners {
    readonly all = new Map<string, Set<Listener>>();

    addEventListener = (type: string, listener: Listener): void => {
        this.all.set(type, (this.all.get(type) ?? new Set()).add(listener));
    };

    removeEventListener = (type: string, listener: Listener): void => {
        this.all.get(type)?.delete(listener);
    };

    say(type: string, event: unknown = {}): void {
        this.all.get(type)?.forEach(listener => listener(event));
    }
}

class FakeSource extends Listeners {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSED = 2;
    static made: FakeSource[] = [];
    readonly url: string;
    readyState = 0;

    constructor(url: string) {
        super();
        this.url = url;
        FakeSource.made.push(this);
    }

    close(): void {
        this.readyState = FakeSource.CLOSED;
    }

    hello(): void {
        this.readyState = FakeSource.OPEN;
        this.say('hello', { data: '{}' });
    }

    fails(givesUp: boolean): void {
        this.readyState = givesUp ? FakeSource.CLOSED : FakeSource.CONNECTING;
        this.say('error');
    }

    static get latest(): FakeSource {
        const latest = FakeSource.made.at(-1);
        assert.ok(latest);
        return latest;
    }

    static get open(): number {
        return FakeSource.made.filter(source => source.readyState !== FakeSource.CLOSED).length;
    }
}

let page: Listeners & { hidden?: boolean };
let browser: Listeners;
let events: string[];
let states: LiveState[];
let live: Live;
let sessionStatus: number;

beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    page = new Listeners();
    page.hidden = false;
    browser = new Listeners();
    FakeSource.made = [];
    sessionStatus = 200;
    Object.assign(globalThis, {
        document: page,
        EventSource: FakeSource,
        addEventListener: browser.addEventListener,
        removeEventListener: browser.removeEventListener,
        fetch: async () => new Response(sessionStatus === 200 ? '{}' : '{"type":"urn:mailback:problem:x"}', { status: sessionStatus }),
    });
    events = [];
    states = [];
    live = new Live(
        'own',
        event => events.push(event.type),
        state => states.push(state),
    );
    live.start();
});

afterEach(() => {
    live.stop();
    mock.timers.reset();
});

function hide(hidden: boolean): void {
    page.hidden = hidden;
    page.say('visibilitychange');
}

async function pass(ms: number): Promise<void> {
    mock.timers.tick(ms);
    for (let i = 0; i < 10; i++) {
        await Promise.resolve();
    }
    await new Promise(resolve => setImmediate(resolve));
}

test('live begins with the hello and hands events on', () => {
    assert.deepEqual(states, []);
    FakeSource.latest.hello();
    FakeSource.latest.say('mail', { data: '{"accountId":1}' });
    assert.deepEqual(states, ['live']);
    assert.deepEqual(events, ['hello', 'mail']);
    assert.match(FakeSource.latest.url, /\/api\/events$/);
});

test('after a cut that the browser mends by itself everything is read again', () => {
    FakeSource.latest.hello();
    FakeSource.latest.fails(false);
    assert.equal(live.state, 'reconnecting');
    FakeSource.latest.hello();
    assert.equal(live.state, 'live');
    assert.deepEqual(events, ['hello', 'resync']);
    assert.equal(FakeSource.made.length, 1);
});

test('a stream the browser gives up is opened anew, and everything is read again', async () => {
    FakeSource.latest.hello();
    FakeSource.latest.fails(true);
    await pass(60_000);
    assert.equal(FakeSource.made.length, 2);
    FakeSource.latest.hello();
    assert.deepEqual(events, ['hello', 'resync']);
});

test('after three failures it says offline, and a click tries at once', () => {
    for (let i = 0; i < 3; i++) {
        FakeSource.latest.fails(false);
    }
    assert.equal(live.state, 'offline');
    live.retryNow();
    assert.equal(FakeSource.made.length, 2);
    assert.equal(FakeSource.open, 1, 'never two streams');
    FakeSource.latest.hello();
    assert.equal(live.state, 'live');
});

test('a tab that is hidden for long gives its stream back and reads everything on return', async () => {
    FakeSource.latest.hello();
    hide(true);
    await pass(5_000);
    assert.equal(FakeSource.open, 1, 'not at once');
    await pass(60_000);
    assert.equal(FakeSource.open, 0);
    hide(false);
    assert.equal(FakeSource.open, 1);
    FakeSource.latest.hello();
    assert.deepEqual(events, ['hello', 'resync']);
});

test('a tab that is hidden for a moment keeps its stream', async () => {
    FakeSource.latest.hello();
    hide(true);
    await pass(5_000);
    hide(false);
    await pass(60_000);
    assert.equal(FakeSource.made.length, 1);
    assert.equal(FakeSource.open, 1);
});

test('a hidden tab does not open streams', async () => {
    FakeSource.latest.hello();
    hide(true);
    FakeSource.latest.fails(true);
    await pass(120_000);
    assert.equal(FakeSource.open, 0);
    hide(false);
    assert.equal(FakeSource.open, 1);
});

test('a refused stream of an ended session is not asked for again', async () => {
    FakeSource.latest.hello();
    sessionStatus = 401;
    FakeSource.latest.fails(true);
    await pass(60_000);
    await pass(60_000);
    assert.equal(FakeSource.made.length, 1);
    assert.deepEqual(events, ['hello', 'resync'], 'the page looks, and finds out');
});

test('stop closes the stream and start begins anew', async () => {
    FakeSource.latest.hello();
    live.stop();
    assert.equal(FakeSource.open, 0);
    await pass(120_000);
    assert.equal(FakeSource.made.length, 1);
    live.start();
    live.start();
    assert.equal(FakeSource.open, 1);
});

test('a stream that ends late does not disturb the one after it', () => {
    const first = FakeSource.latest;
    first.fails(false);
    live.retryNow();
    FakeSource.latest.hello();
    first.fails(true);
    assert.equal(live.state, 'live');
});

test('delays double, are half chance, and end at the most', () => {
    assert.equal(retryDelay(1, 60_000, 0), 500);
    assert.equal(retryDelay(1, 60_000, 1), 1_000);
    assert.equal(retryDelay(3, 60_000, 1), 4_000);
    assert.equal(retryDelay(40, 60_000, 1), 60_000);
});
