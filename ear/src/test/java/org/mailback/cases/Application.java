package org.mailback.cases;

import jakarta.json.Json;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.mailback.rig.PostgresServer;
import org.mailback.server.TestWorld;
import org.mailback.server.WildFlyNode;

/** A running Mailback with its database. */
final class Application {

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final URI url;
    private final PostgresServer.Database database;
    private final Rest admin;

    private Application(URI url, PostgresServer.Database database) {
        this.url = url;
        this.database = database;
        this.admin = new Rest(url, "admin", TestWorld.ADMIN_PASSWORD);
    }

    /** The one that Arquillian deployed. */
    static Application deployed() {
        return new Application(TestWorld.url(), TestWorld.database());
    }

    static Application on(WildFlyNode node, PostgresServer.Database database) {
        return new Application(node.url(), database);
    }

    /** A name that nobody has in this JVM. */
    static String freshName() {
        return "user" + NAMES.incrementAndGet();
    }

    URI url() {
        return url;
    }

    PostgresServer.Database database() {
        return database;
    }

    Rest admin() {
        return admin;
    }

    static String passwordOf(String user) {
        return "secret of " + user;
    }

    Rest newUser(String name) {
        var password = passwordOf(name);
        var body = Json.createObjectBuilder().add("name", name).add("password", password);
        admin.post("users", body.build()).expect(201);
        return new Rest(url, name, password).signIn();
    }

    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** Reads what REST does not tell. */
    <T> List<T> read(String query, Row<T> mapping, Object... parameters) {
        try (var connection = database.connect();
                var statement = connection.prepareStatement(query)) {
            for (var i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            var rows = statement.executeQuery();
            var result = new ArrayList<T>();
            while (rows.next()) {
                result.add(mapping.of(rows));
            }
            return result;
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }
}
