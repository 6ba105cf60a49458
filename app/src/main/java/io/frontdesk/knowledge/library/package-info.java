/// The documents, their passages and the search, behind the door of the module.
@NullMarked
package io.frontdesk.knowledge.library;

import org.jspecify.annotations.NullMarked;
