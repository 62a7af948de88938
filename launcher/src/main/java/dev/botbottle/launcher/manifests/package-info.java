/**
 * The manifests there are for a user standing in a directory: the user's own and, once approved,
 * the project's. Reads each file once; what a project's refers to comes from that one reading.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.launcher.manifests;
