-- How many messages a folder shows, as differences: every statement that writes messages adds what it changed, and nobody
-- waits for anybody, which one counter a folder would make every writer do. Reading adds them up and folds them.
create table folder_count (
    folder_id bigint not null references folder on delete cascade,
    total     bigint not null,
    unread    bigint not null
);
create index folder_count_folder on folder_count (folder_id);

insert into folder_count (folder_id, total, unread)
select folder_id, count(*), count(*) filter (where not seen) from message where not removed group by folder_id;
analyze folder_count;

-- With their account the folders go as well, and may be gone before their messages: hence the joins.
create function folder_count_added() returns trigger language plpgsql as $$
begin
    insert into folder_count (folder_id, total, unread)
    select f.id, count(*), count(*) filter (where not n.seen)
    from added n join folder f on f.id = n.folder_id where not n.removed group by f.id;
    return null;
end $$;
create trigger folder_count_added after insert on message
    referencing new table as added for each statement execute function folder_count_added();

create function folder_count_changed() returns trigger language plpgsql as $$
begin
    insert into folder_count (folder_id, total, unread)
    select f.id, d.total, d.unread
    from (select folder_id, sum(total) as total, sum(unread) as unread
          from (select folder_id, 1 as total, (not seen)::int as unread from after where not removed
                union all
                select folder_id, -1, -(not seen)::int from before where not removed) each
          group by folder_id having sum(total) <> 0 or sum(unread) <> 0) d
    join folder f on f.id = d.folder_id;
    return null;
end $$;
create trigger folder_count_changed after update on message
    referencing old table as before new table as after for each statement execute function folder_count_changed();

create function folder_count_deleted() returns trigger language plpgsql as $$
begin
    insert into folder_count (folder_id, total, unread)
    select f.id, -count(*), -count(*) filter (where not o.seen)
    from gone o join folder f on f.id = o.folder_id where not o.removed group by f.id;
    return null;
end $$;
create trigger folder_count_deleted after delete on message
    referencing old table as gone for each statement execute function folder_count_deleted();
