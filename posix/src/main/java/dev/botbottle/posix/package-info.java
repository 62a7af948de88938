/**
 * Linux system calls through the foreign-function API. Every native call of the product is made
 * here, each with the reason why it is sound; nothing here knows what a bottle is.
 */
package dev.botbottle.posix;
