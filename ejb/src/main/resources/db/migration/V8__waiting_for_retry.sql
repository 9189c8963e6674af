-- When an account's next second try is due, without reading all that waits for one.
create index pending_operation_later on pending_operation_pending (account_id, not_before) where not_before is not null;
-- Few are uncertain, and they are counted often.
create index pending_operation_uncertain on pending_operation_pending (account_id) where uncertain;
