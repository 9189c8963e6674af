package org.mailback.rig;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** A data source that hands connections on instead of closing them; opening one costs more than most tests do with it. */
public final class KeptConnections implements AutoCloseable {

    private final DataSource source;
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
    private final AtomicLong prepared = new AtomicLong();

    public KeptConnections(DataSource source) {
        this.source = source;
    }

    public DataSource asDataSource() {
        return (DataSource) Proxy.newProxyInstance(
                KeptConnections.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) ->
                        method.getName().equals("getConnection") ? lend() : invoke(source, method, arguments));
    }

    private Connection lend() throws SQLException {
        var kept = idle.poll();
        var connection = kept == null ? source.getConnection() : kept;
        return (Connection) Proxy.newProxyInstance(
                KeptConnections.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        takeBack(connection);
                        return null;
                    }
                    if (method.getName().equals("prepareStatement")) {
                        prepared.incrementAndGet();
                    }
                    return invoke(connection, method, arguments);
                });
    }

    /** How often a statement was prepared, or several that are sent together. */
    long prepared() {
        return prepared.get();
    }

    private void takeBack(Connection connection) throws SQLException {
        if (connection.isClosed()) {
            return;
        }
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        idle.push(connection);
    }

    private static Object invoke(Object target, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() {
        for (var connection = idle.poll(); connection != null; connection = idle.poll()) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
