-- A copy of an uncertain move has at least this UID. Once a fetch has read the copy, the folder's counters do not tell any more
-- what had been there before the move.
alter table pending_operation add column uid_floor bigint;
comment on column pending_operation.uid_floor is 'the lowest UID that its first try can have made in the target folder';

-- The lowest UID that a message can get that comes into the folder now, as far as is known. Not for every claim: it is not inlined.
create function uid_floor(folder_id bigint) returns bigint stable language sql as $$
    select greatest(f.uid_next, (select max(m.uid) + 1 from message m where m.server_folder_id = f.id))
    from folder f where f.id = uid_floor.folder_id
$$;
