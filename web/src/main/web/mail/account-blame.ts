import type { ApiProblem } from '../shared/api.ts';
import { FIELDS, LABELS, type AccountEntry, type AccountField } from './account-draft.ts';

/** What went wrong, where to mend it, and the mail server's own words. */
export type Blame = { field: AccountField | null; text: string; said: string | null };

const TLS_TROUBLE = /tls|ssl|certificat|handshake|PKIX/i;
const UNKNOWN_HOST = /unknown ?host|unresolved|not known|no such host|name resolution/i;
const NO_IMAP = /not an imap server/i;
const REFUSED = /connection refused|connectexception/i;
const SILENT = /timed? ?out|no answer|no complete answer|unreachable|no route/i;

export function blameFor(problem: ApiProblem, entry: AccountEntry): Blame {
    const host = entry.host.trim();
    const said = problem.message;
    if (problem.offline) {
        return { field: null, text: 'Mailback’s own server did not answer. Check your connection, then try again; what you entered is still here.', said: null };
    }
    switch (problem.word) {
        case 'provider-refused':
            return { field: 'password', text: `${host} does not accept this user name and password. Check both; some providers want a password made for mail programs.`, said };
        case 'provider-unreachable':
            return unreachable(host, entry, said);
        case 'conflict':
            return { field: 'username', text: 'This account is connected already.', said: null };
        case 'invalid':
            return invalid(problem);
        case 'not-found':
            return { field: null, text: 'This account is not connected any more; somebody disconnected it meanwhile.', said: null };
        default:
            return { field: FIELDS.find(name => name === problem.field) ?? null, text: said, said: null };
    }
}

function unreachable(host: string, entry: AccountEntry, said: string): Blame {
    // The host's own name may hold any word.
    const words = said.replaceAll(host, '');
    if (UNKNOWN_HOST.test(words)) {
        return { field: 'host', text: `There is no server called ${host}. Check the spelling.`, said };
    }
    if (NO_IMAP.test(words)) {
        return { field: 'port', text: `What answers at port ${entry.port} of ${host} is no IMAP server. Check the port and the encryption.`, said };
    }
    if (REFUSED.test(words)) {
        return { field: 'port', text: `Nothing answers at port ${entry.port} of ${host}. Check the server and the port.`, said };
    }
    if (SILENT.test(words)) {
        return { field: 'host', text: `${host} does not answer. Check the server and the port, or try again later.`, said };
    }
    if (TLS_TROUBLE.test(words)) {
        return { field: 'tls', text: `No encrypted connection to ${host} that could be trusted came about. Check the encryption and the port.`, said };
    }
    return { field: 'host', text: `The login at ${host} could not be tried. Check the server, or try again later.`, said };
}

function invalid(problem: ApiProblem): Blame {
    const named = problem.field ?? /^(\w+) /.exec(problem.message)?.[1];
    const field = FIELDS.find(name => name === named) ?? null;
    const text = field === null ? problem.message : `${LABELS[field]}${problem.message.replace(/^\w+/, '')}.`;
    return { field, text, said: null };
}
