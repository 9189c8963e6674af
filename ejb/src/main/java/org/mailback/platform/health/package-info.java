/**
 * What a load balancer and an operator ask: is this node alive, and can it work?
 *
 * <p>Imports nothing of Mailback and is injected nothing: it is packed into the EAR's lib folder, the only place of an EAR
 * where WildFly looks for health checks.
 *
 * <p>Decision: readiness really asks the database and the broker. The mail providers are not asked: an ill provider makes
 * accounts wait, and a node taken out for it could not even take the users' wishes.
 */
@NullMarked
package org.mailback.platform.health;

import org.jspecify.annotations.NullMarked;
