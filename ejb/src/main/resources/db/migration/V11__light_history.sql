-- What is settled was checked when it was queued, and goes with its message: PostgreSQL need not look up its account, its
-- folder and its user again for each row that moves into the history, nor lock them. A user is never deleted.
alter table pending_operation
    drop constraint pending_operation_account_id_fkey,
    drop constraint pending_operation_target_folder_id_fkey,
    drop constraint pending_operation_created_by_fkey;
alter table pending_operation_pending
    add foreign key (account_id) references account on delete cascade,
    add foreign key (target_folder_id) references folder;
alter table pending_operation_failed
    add foreign key (account_id) references account on delete cascade,
    add foreign key (target_folder_id) references folder;
