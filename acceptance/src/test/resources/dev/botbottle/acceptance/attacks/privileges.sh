# More rights than an agent has.
attempt 'the agent is root' '[ "$(id -u)" = 0 ] || [ "$(id -g)" = 0 ]'
attempt 'the agent becomes root' 'python3 -c "import os; os.setuid(0)"'
attempt 'the agent has capabilities' 'sed -nE "s/^Cap(Eff|Prm|Bnd|Amb)://p" /proc/self/status | grep -q "[1-9a-f]"'
attempt 'a user namespace is made' 'unshare --user true'
attempt 'a user namespace with a root is made' 'unshare --map-root-user true'
attempt 'a mount namespace is made' 'unshare --mount true'
attempt 'a network namespace is made' 'unshare --net true'
attempt 'a bottle in the bottle has a namespace of its own' 'bwrap --unshare-user --ro-bind / / true'
attempt 'something is mounted' 'mkdir -p "$WORK/m" && mount -t tmpfs none "$WORK/m" && umount "$WORK/m"'
attempt 'a device is made' 'mknod "$WORK/null" c 1 3'
attempt 'a kernel setting is written' 'echo 64 >/proc/sys/net/ipv4/ip_default_ttl'
attempt 'the root folder is changed' 'python3 -c "import os; os.chroot(\"/usr\")"'
attempt 'the namespaces of the first process are entered' 'nsenter --target 1 --net true'
call='python3 -c "import ctypes, platform, sys; c = ctypes.CDLL(None); n = dict(x86_64=%s, aarch64=%s)[platform.machine()]; sys.exit(c.syscall(n, %s) < 0)"'
attempt 'a keyring is used' "$(printf "$call" 250 219 '0, -3, 1')"
attempt 'a bpf map is made' "$(printf "$call" 321 280 '0, ctypes.create_string_buffer(b\"\\1\\0\\0\\0\\4\\0\\0\\0\\4\\0\\0\\0\\1\\0\\0\\0\", 72), 72')"
attempt 'an io_uring is made' "$(printf "$call" 425 425 '1, ctypes.create_string_buffer(120)')"
attempt 'a performance counter is opened' "$(printf "$call" 298 241 'ctypes.create_string_buffer(b\"\\1\\0\\0\\0\\x70\\0\\0\\0\", 112), 0, -1, -1, 0')"
# Set-uid and set-gid bits, which a program of the host's root would have on disk.
bits='[ -u "$MARK" ] || [ -g "$MARK" ]'
attempt 'a set-uid bit is set' 'cp /bin/true $MARK && chmod 4755 $MARK; '"$bits"
attempt 'a set-gid bit is set' 'cp /bin/true $MARK && chmod 2755 $MARK; '"$bits"
attempt 'a file is made with a set-uid bit' 'python3 -c "import os; os.umask(0); os.close(os.open(os.environ[\"MARK\"], os.O_CREAT | os.O_WRONLY, 0o4755))"; '"$bits"
attempt 'a file without a name gets a set-uid bit' 'python3 -c "
import os
f = os.open(\".\", os.O_TMPFILE | os.O_RDWR, 0o4755)
os.link(f\"/proc/self/fd/{f}\", os.environ[\"MARK\"], src_dir_fd=f, follow_symlinks=True)"; '"$bits"
attempt 'a folder is made with a set-gid bit' 'mkdir $MARK && chmod g+s $MARK; '"$bits"
attempt 'a descriptor is used to set the set-uid bit' 'python3 -c "import os; f = os.open(os.environ[\"MARK\"], os.O_CREAT | os.O_WRONLY); os.fchmod(f, 0o4755)"; '"$bits"
attempt 'an archive brings a set-uid program' 'python3 - <<"P"
import os, tarfile, io
with tarfile.open(os.environ["WORK"] + "/suid.tar", "w") as t:
    i = tarfile.TarInfo(os.environ["MARK"]); i.mode = 0o4755; t.addfile(i, io.BytesIO(b""))
P
tar -xpf "$WORK/suid.tar"; '"$bits"
attempt 'install sets a set-uid bit' 'install -m 4755 /bin/true $MARK; '"$bits"
attempt 'a file gets capabilities' 'python3 -c "
import os
name = os.environ[\"MARK\"]
open(name, \"w\").close()
os.setxattr(name, \"security.capability\", bytes.fromhex(\"0100000200200000000000000000000000000000\"))"'
