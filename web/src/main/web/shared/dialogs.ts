import { html, render, type TemplateResult } from 'lit';

export type Question = {
    title: string;
    text: TemplateResult | string;
    confirm: string;
    danger?: boolean;
};

/**
 * Opens a modal dialog of its own and answers what it was closed with ('' for Esc). The focus goes to the element with
 * `autofocus`, and back to where it was.
 */
export function openDialog(content: TemplateResult, label: string, css = ''): Promise<string> {
    const dialog = document.createElement('dialog');
    dialog.className = css;
    dialog.setAttribute('aria-label', label);
    const before = document.activeElement;
    document.body.append(dialog);
    render(content, dialog);
    dialog.showModal();
    dialog.addEventListener('click', event => {
        if (event.target === dialog) {
            dialog.close('');
        }
    });
    return new Promise(resolve =>
        dialog.addEventListener('close', () => {
            resolve(dialog.returnValue);
            dialog.remove();
            if (before instanceof HTMLElement && before.isConnected) {
                before.focus();
            }
        }),
    );
}

/** Asks before something that cannot be undone; the focus is on Cancel. */
export async function confirmDialog(question: Question): Promise<boolean> {
    const answer = await openDialog(
        html`<form method="dialog" class="question">
            <h2>${question.title}</h2>
            <p>${question.text}</p>
            <div class="buttons">
                <button value="" autofocus>Cancel</button>
                <button value="yes" class=${question.danger ? 'danger' : 'primary'}>${question.confirm}</button>
            </div>
        </form>`,
        question.title,
        'small',
    );
    return answer === 'yes';
}
