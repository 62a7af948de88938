# What an agent is for.
work 'a file is edited' 'sed -i "s/before/after/" notes.txt && grep -q after notes.txt'
work 'a file is made' 'mkdir -p src && echo made >src/new.txt'
work 'a commit is made on a new branch' 'git switch -q -c topic && git add -A notes.txt src && git -c gc.auto=0 commit -q -m work'
work 'an allowed host answers over tls' 'curl -fsS -m 8 https://docs.example.com/$MARK | grep -q "^GET /$MARK"'
work 'an allowed host answers over plain http' 'curl -fsS -m 8 http://docs.example.com/$MARK | grep -q "^GET /$MARK"'
work 'an allowed host answers through the proxy' 'curl -fsS -m 8 -x http://127.0.0.1:3128 https://docs.example.com/$MARK | grep -q "^GET /$MARK"'
work 'an allowed host takes a form' 'curl -fsS -m 8 -d hello=world https://docs.example.com/$MARK | grep -q hello=world'
work 'a program runs in threads' 'python3 -c "import threading; t = threading.Thread(target=print, args=(1,)); t.start(); t.join()"'
