/**
 * The life of operations against a model: generated sequences of users' actions, foreign changes, faults, crashes and two
 * workers run on the real beans and a real database, and {@link org.mailback.model.Promises} says what must hold.
 *
 * <p>Decision: one thread works at a time and hands on the turn ({@link org.mailback.model.Worker}), so that a sequence is
 * repeatable and shrinks. Rejected: threads that race, whose counter-examples nobody can repeat.
 */
package org.mailback.model;
