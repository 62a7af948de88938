package dev.botbottle.scan;

/**
 * A part of a value of this session in a message.
 *
 * @param piece which
 * @param from the first byte of the message that belongs to it
 * @param to behind the last one
 * @param depth how often the message was decoded to see it
 */
record SeenPiece(KnownPiece piece, long from, long to, int depth) {}
