package dev.botbottle.gateway;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import java.io.IOException;

/** Tells a failure to write to the client from one to read from the server. */
record ClientSide(InwardBody body) implements BodySink {
  static final class Gone extends IOException {
    private static final long serialVersionUID = 1L;

    Gone(IOException cause) {
      super(cause);
    }
  }

  /** Something that is written to the client. */
  interface Writing {
    void write() throws IOException;
  }

  /** Writes to the client what is no part of a body. */
  static void write(Writing writing) throws Gone {
    try {
      writing.write();
    } catch (IOException e) {
      throw new Gone(e);
    }
  }

  /** An empty piece stands for a pause. */
  @Override
  public void bytes(byte[] source, int offset, int length) throws IOException {
    try {
      if (length == 0) {
        body.pause();
      } else {
        body.bytes(source, offset, length);
      }
    } catch (LimitReached e) {
      throw e;
    } catch (IOException e) {
      throw new Gone(e);
    }
  }

  @Override
  public void end(Fields trailers) throws IOException {
    try {
      body.end(trailers);
    } catch (LimitReached e) {
      throw e;
    } catch (IOException e) {
      throw new Gone(e);
    }
  }
}
