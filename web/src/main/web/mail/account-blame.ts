import type { ApiProblem } from '../shared/api.ts';
import { FIELDS, LABELS, type AccountField } from './account-draft.ts';

/** What went wrong, where to mend it, and the mail server's own words. */
export type Blame = { field: AccountField | null; text: string; said: string | null };

/** The server tells what to mend and which field it is in; here it is only put into the form's words. */
export function blameFor(problem: ApiProblem): Blame {
    if (problem.offline) {
        return { field: null, text: 'Mailback’s own server did not answer. Check your connection, then try again; what you entered is still here.', said: null };
    }
    switch (problem.word) {
        case 'conflict':
            return { field: 'username', text: 'This account is connected already.', said: null };
        case 'invalid':
            return invalid(problem);
        case 'not-found':
            return { field: null, text: 'This account is not connected any more; somebody disconnected it meanwhile.', said: null };
        default:
            return { field: FIELDS.find(name => name === problem.field) ?? null, text: problem.message, said: problem.said };
    }
}

function invalid(problem: ApiProblem): Blame {
    const named = problem.field ?? /^(\w+) /.exec(problem.message)?.[1];
    const field = FIELDS.find(name => name === named) ?? null;
    const text = field === null ? problem.message : `${LABELS[field]}${problem.message.replace(/^\w+/, '')}.`;
    return { field, text, said: null };
}
