-- A word of a thousand messages was found a thousand times, and each message read to learn its date, for a page of the fifty
-- newest. Now a search begins with two months, keys of their own in the index of words, and sorts by a date that lies beside
-- the words.
create function search_month(account_id bigint, internal_date timestamptz) returns bigint
    language sql immutable parallel safe
    return account_id * 1000000 + extract(year from internal_date at time zone 'UTC')::bigint * 12
        + extract(month from internal_date at time zone 'UTC')::bigint;
comment on function search_month is 'a key for the messages of an account that came in the same month';

drop index message_search_words;
alter table message_search add column internal_date timestamptz;
update message_search s set internal_date = m.internal_date from message m where m.id = s.message_id;
alter table message_search alter column internal_date set not null;
create index message_search_words on message_search
    using gin (account_id, search_month(account_id, internal_date), words gin_trgm_ops);
analyze message_search;

create or replace function message_search_add() returns trigger language plpgsql as $$
begin
    insert into message_search (message_id, account_id, words, internal_date)
    select id, account_id, lower(sender || E'\n' || subject), internal_date from added;
    return null;
end $$;

create or replace function message_search_change() returns trigger language plpgsql as $$
begin
    update message_search set words = lower(new.sender || E'\n' || new.subject), internal_date = new.internal_date
    where message_id = new.id;
    return null;
end $$;
drop trigger message_search_change on message;
create trigger message_search_change after update of sender, subject, internal_date on message
    for each row execute function message_search_change();
