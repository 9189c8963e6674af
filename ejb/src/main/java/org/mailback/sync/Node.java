package org.mailback.sync;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.management.ManagementFactory;

/** This server's name in leases and attempts: WildFly's node name and the process, so that a restarted node is another one. */
@ApplicationScoped
public class Node {

    private String name = "";

    @PostConstruct
    void start() {
        name = System.getProperty("jboss.node.name", "node") + "#"
                + ManagementFactory.getRuntimeMXBean().getPid();
    }

    public String name() {
        return name;
    }
}
