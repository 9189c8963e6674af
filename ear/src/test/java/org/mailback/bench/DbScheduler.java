package org.mailback.bench;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.sql.SQLException;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.mailback.rig.KeptConnections;

/**
 * The same operations as tasks of db-scheduler, one each, which it locks and fetches by one statement (PostgreSQL). A task
 * does no more than settle its operation and message in one statement; there is no lane, no provider and no log.
 */
final class DbScheduler implements AutoCloseable {

    private static final String TASK = "mark_read";
    private static final int THREADS = 16;
    private static final Logger CHATTY = Logger.getLogger("com.github.kagkarlsson.scheduler");

    private final World world;
    private final KeptConnections connections;

    DbScheduler(World world) throws SQLException {
        this.world = world;
        CHATTY.setLevel(Level.WARNING);
        connections = new KeptConnections(world.database().dataSource());
        world.execute("""
                create table scheduled_tasks (
                    task_name text not null, task_instance text not null, task_data bytea,
                    execution_time timestamptz not null, picked boolean not null, picked_by text,
                    last_success timestamptz, last_failure timestamptz, consecutive_failures int,
                    last_heartbeat timestamptz, version bigint not null, priority smallint,
                    primary key (task_name, task_instance))
                """, """
                create index execution_time_idx on scheduled_tasks (execution_time)
                """, """
                create index last_heartbeat_idx on scheduled_tasks (last_heartbeat)
                """);
    }

    void queue() throws SQLException {
        world.execute(
                "truncate scheduled_tasks", """
                insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                select '%s', id, now(), false, 1 from pending_operation where status = 'pending'
                """.formatted(TASK), "vacuum (analyze) scheduled_tasks", "checkpoint");
    }

    Scheduler start() {
        var source = connections.asDataSource();
        var task = Tasks.oneTime(TASK).execute((instance, context) -> settle(source, Long.parseLong(instance.getId())));
        var scheduler = Scheduler.create(source, task)
                .threads(THREADS)
                .pollUsingLockAndFetch(0.5, 4.0)
                .pollingInterval(Duration.ofSeconds(1))
                .build();
        scheduler.start();
        return scheduler;
    }

    private static void settle(DataSource source, long operation) {
        try (var connection = source.getConnection();
                var statement = connection.prepareStatement("""
                        with settled as (
                            update pending_operation set status = 'completed', completed_at = now(), attempts = attempts + 1,
                                last_attempt = now(), applied_by = 'bench', applied_ms = 0
                            where id = ? and status = 'pending' returning message_id)
                        update message m set server_seen = true from settled s where m.id = s.message_id
                        """)) {
            statement.setLong(1, operation);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        connections.close();
    }
}
