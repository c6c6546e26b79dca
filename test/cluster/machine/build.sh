# What has to be there before a cluster can start: Debian packages, the programs of Kubernetes, and images for pods.

packages=(containerd runc containernetworking-plugins iptables conntrack busybox-static openssl curl iproute2 procps)

build() {
  install_packages
  build_programs
  build_images
}

install_packages() {
  local name missing=()
  for name in "${packages[@]}"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) == installed ]] || missing+=("$name")
  done
  ((${#missing[@]})) || return 0
  say "installing ${missing[*]}"
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# One file for all programs, built anew where its sources or the compiler are others.
build_programs() {
  local go stamp name flags="-s -w"
  go=$(command -v go || echo /usr/local/go/bin/go)
  [[ -x $go ]] || die "Go is needed to build Kubernetes: put it on the path."
  stamp=$({ cat "$here"/kube/*; "$go" version; } | sha256sum)
  [[ -x $cache/bin/kube && $(cat "$cache/stamp" 2>/dev/null) == "$stamp" ]] && return
  say "building Kubernetes $version, which takes about six minutes the first time"
  IFS=. read -r major minor _ <<<"${version#v}"
  for name in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
    flags+=" -X $name.gitVersion=$version -X $name.gitMajor=$major -X $name.gitMinor=$minor -X $name.gitTreeState=clean"
  done
  mkdir -p "$cache/bin"
  (cd "$here/kube" && CGO_ENABLED=0 "$go" build -trimpath -buildvcs=false -ldflags "$flags" -o "$cache/bin/kube.new" .) \
    2> >(grep -v '^go: downloading' >&2)
  mv "$cache/bin/kube.new" "$cache/bin/kube"
  for name in kubectl "${daemons[@]}"; do
    [[ $name == containerd ]] || ln -sfn kube "$cache/bin/$name"
  done
  echo "$stamp" >"$cache/stamp"
}

# Pods need a pause image, and tests one with a shell; nothing can be pulled.
build_images() {
  local archive=$cache/base-images.tar
  [[ $archive -nt $here/base-images.ts ]] || node "$here/base-images.ts" "$archive"
}
