-- Few wait behind one that is in flight, and it is asked at every settlement whether any does.
create index pending_operation_behind on pending_operation_pending (id) where slot = 1;
