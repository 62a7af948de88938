package dev.botbottle.launcher.host;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a file could not be used, in words for a person instead of an exception's name. */
public final class Why {
  private Why() {}

  /** The reason; the file itself is named by the caller. */
  public static String of(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _ -> "it is there already";
      case NotDirectoryException _ -> "it is no directory";
      case FileSystemException system when system.getReason() != null ->
          system.getReason().toLowerCase(java.util.Locale.ROOT);
      default -> e.getMessage() == null ? "it could not be read or written" : e.getMessage();
    };
  }
}
