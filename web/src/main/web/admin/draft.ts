/**
 * What stands in a field while somebody types: news that come meanwhile draw the page again and must not take a letter away. Once
 * it is applied the address decides, but a blank at the end, which the address does not keep, stays.
 */
export class Draft {
    private text: string | null = null;
    private typing = false;

    typed(text: string): void {
        this.text = text;
        this.typing = true;
    }

    applied(): void {
        this.typing = false;
    }

    /** @param known what is in force */
    shown(known: string): string {
        return this.text !== null && (this.typing || this.text.trim() === known) ? this.text : known;
    }
}
