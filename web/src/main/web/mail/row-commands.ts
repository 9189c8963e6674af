import { toast } from '../shared/toasts.ts';
import type { MailDesk, View } from './mail-desk.ts';
import type { RowClick } from './message-list.ts';

/** Between rows further apart than this, those that are not loaded are left out of a range. */
const FAR = 2_000;

/** Going through the rows of the list, and selecting them. */
export class RowCommands {
    private readonly desk: MailDesk;
    private readonly view: View;

    constructor(desk: MailDesk, view: View) {
        this.desk = desk;
        this.view = view;
    }

    /** The row that keys work on; 0 if it is not known. */
    private get current(): number {
        return this.desk.store.list.rows.at(this.desk.cursor.index);
    }

    move(by: number, extend: boolean): void {
        const from = this.current;
        this.moveTo(this.desk.cursor.index + by);
        const to = this.current;
        if (extend) {
            this.desk.selecting.add([from, to].filter(id => id !== 0));
        } else if (this.view.narrow() && this.desk.route.message !== null && to !== 0 && to !== from) {
            this.desk.go({ message: to }, 'replace');
        }
        this.view.changed();
    }

    moveTo(index: number): void {
        this.desk.cursor.moveTo(index, this.desk.store.list.rows);
        this.view.reveal(this.desk.cursor.index);
        this.view.changed();
    }

    openCurrent(): void {
        const id = this.current;
        if (id !== 0 && id === this.desk.route.message) {
            this.view.enterMessage();
        } else if (id !== 0) {
            this.desk.go({ message: id });
        }
    }

    selectCurrent(): void {
        const id = this.current;
        if (id !== 0) {
            this.desk.selecting.toggle(id);
            this.view.changed();
        }
    }

    selectLoaded(on: boolean): void {
        this.desk.selecting.loaded(on);
        this.view.changed();
    }

    selectFolder(): void {
        this.desk.selecting.wholeFolder();
        this.view.changed();
    }

    rowClicked({ id, index, how }: RowClick): void {
        const start = this.current || id;
        this.desk.cursor.moveTo(index, this.desk.store.list.rows);
        if (how === 'open') {
            this.desk.go({ message: id });
        } else if (how === 'toggle') {
            this.desk.selecting.toggle(id);
        } else {
            void this.selectRange(start, id);
        }
        this.view.changed();
    }

    private async selectRange(start: number, id: number): Promise<void> {
        const { rows } = this.desk.store.list;
        const from = rows.indexOf(this.desk.selecting.start(start));
        const to = rows.indexOf(id);
        if (Math.abs(to - from) <= FAR) {
            await this.desk.store.reader.fill(from, to).catch(() => undefined);
        }
        const missing = this.desk.selecting.range(rows.indexOf(id), start);
        if (missing) {
            toast({ text: 'Some messages in between are not loaded, and are not selected' });
        }
        this.view.changed();
    }
}
