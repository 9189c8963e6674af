import type { SparseList } from './sparse-list.ts';

/** The row that keys work on. It follows its message; when that goes, the next one takes its place. */
export class ListCursor {
    index = 0;
    private id = 0;

    reset(): void {
        this.index = 0;
        this.id = 0;
    }

    moveTo(index: number, rows: SparseList): void {
        this.index = Math.max(0, Math.min(index, rows.length - 1));
        this.id = rows.at(this.index);
    }

    follow(rows: SparseList): void {
        const found = this.id === 0 ? -1 : rows.indexOf(this.id);
        this.moveTo(found < 0 ? this.index : found, rows);
    }
}
