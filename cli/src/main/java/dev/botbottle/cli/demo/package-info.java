/** The offline tour: the program that runs inside, and the server it may call. */
@org.jspecify.annotations.NullMarked
package dev.botbottle.cli.demo;
