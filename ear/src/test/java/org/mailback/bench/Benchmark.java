package org.mailback.bench;

/** Some figures that are measured together, in a world that is closed afterwards. */
interface Benchmark {

    /** @param report takes every figure as soon as it is known, so that what fails later does not lose it */
    void run(Report report) throws Exception;
}
