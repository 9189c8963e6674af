/** Who may import whom, kept by a test. */
package org.mailback.architecture;
