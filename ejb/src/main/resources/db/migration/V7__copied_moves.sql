-- A server with MOVE leaves no half of a move of one message; COPY and removal do, also where the server has learned MOVE since.
alter table pending_operation add column copied boolean not null default false;
comment on column pending_operation.copied is 'an uncertain try was sent as a copy and a removal: the copy may be there beside the original';
