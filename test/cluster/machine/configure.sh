# The keys and the configuration of the daemons.

# cert NAME SUBJECT SAN: a key and its certificate, signed by the cluster's own authority
cert() {
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -subj "$2" -keyout "$1.key" 2>/dev/null |
    openssl x509 -req -CA ca.crt -CAkey ca.key -days 3650 -out "$1.crt" -extfile <(echo "subjectAltName=$3") 2>/dev/null
}

# kubeconfig_of TOKEN
kubeconfig_of() {
  cat <<EOT
apiVersion: v1
kind: Config
current-context: regauge
contexts: [{ name: regauge, context: { cluster: regauge, user: regauge } }]
users: [{ name: regauge, user: { token: "$1" } }]
clusters:
- name: regauge
  cluster: { server: "https://127.0.0.1:$api_port", certificate-authority-data: $(base64 -w0 "$run/pki/ca.crt") }
EOT
}

# Made once in the life of a cluster. Each daemon logs in with a token of its own, as the user to whom the built-in roles
# of Kubernetes give what it needs; only "admin" may do everything.
make_keys() {
  [[ -f $run/pki/complete ]] && return
  rm -rf "$run/pki"
  mkdir -p "$run/pki"
  (
    cd "$run/pki" && umask 077
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 3650 -subj /CN=regauge-cluster \
      -keyout ca.key -out ca.crt 2>/dev/null
    cert apiserver /CN=kube-apiserver \
      "IP:127.0.0.1,IP:$host_ip,IP:${service_cidr%.0/*}.1,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc"
    cert apiserver-to-kubelet /O=system:masters/CN=kube-apiserver DNS:kube-apiserver
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out sa.key 2>/dev/null
    openssl pkey -in sa.key -pubout -out sa.pub
    while read -r name user group; do
      token=$(openssl rand -hex 16)
      echo "$token,$user,$user,$group" >>tokens.csv
      kubeconfig_of "$token" >"$run/$name.kubeconfig"
    done <<EOT
admin                    admin                           system:masters
kube-controller-manager  system:kube-controller-manager
kube-scheduler           system:kube-scheduler
kube-proxy               system:kube-proxy
kubelet                  system:node:$node               system:nodes
EOT
    touch complete
  )
}

# Written anew by every `up`.
configure() {
  configure_containerd
  configure_kubelet
  configure_kube_proxy
}

# A containerd of our own, with nothing at the paths where another one keeps its files. `restrict_oom_score_adj` is for
# machines that lack CAP_SYS_RESOURCE.
configure_containerd() {
  cat >"$run/conf/containerd.toml" <<EOT
version = 2
root = "$state/containerd"
state = "$run/containerd"
disabled_plugins = ["io.containerd.internal.v1.opt", "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]
[grpc]
address = "$run/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "localhost/pause:1"
restrict_oom_score_adj = true
netns_mounts_under_state_dir = true
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "/usr/lib/cni"
conf_dir = "$run/cni"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
Root = "$run/runc"
EOT
  cat >"$run/cni/regauge.conflist" <<EOT
{ "cniVersion": "0.4.0", "name": "regauge", "plugins": [
  { "type": "bridge", "bridge": "$bridge", "isGateway": true, "hairpinMode": true,
    "ipam": { "type": "host-local", "dataDir": "$run/ipam", "routes": [{ "dst": "0.0.0.0/0" }],
              "ranges": [[{ "subnet": "$pod_cidr", "rangeStart": "10.244.1.1" }]] } },
  { "type": "portmap", "capabilities": { "portMappings": true } }] }
EOT
}

# Images cannot be pulled a second time, so that none is ever cleaned up. Nothing answers at the address of DNS, and
# look-ups fail at once.
configure_kubelet() {
  cat >"$run/conf/kubelet.yaml" <<EOT
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $host_ip
authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile: $run/pki/ca.crt } }
authorization: { mode: Webhook }
containerRuntimeEndpoint: unix://$run/containerd.sock
cgroupDriver: cgroupfs
cgroupRoot: /$cgroup
failCgroupV1: false
failSwapOn: false
enforceNodeAllocatable: []
makeIPTablesUtilChains: false
oomScoreAdj: 0
maxPods: $max_pods
kubeAPIQPS: $qps
kubeAPIBurst: $qps
registryPullQPS: 0
imageGCHighThresholdPercent: 100
evictionHard: { memory.available: 100Mi, nodefs.available: 1% }
podLogsDir: $state/pods
volumePluginDir: $state/kubelet/volume-plugins
resolvConf: ""
clusterDNS: ["$host_ip"]
clusterDomain: cluster.local
EOT
}

configure_kube_proxy() {
  cat >"$run/conf/kube-proxy.yaml" <<EOT
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: iptables
clusterCIDR: $pod_cidr
hostnameOverride: $node
oomScoreAdj: 0
healthzBindAddress: 127.0.0.1:10256
metricsBindAddress: 127.0.0.1:10249
nodePortAddresses: ["$host_ip/32"]
iptables: { localhostNodePorts: false }
conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s }
clientConnection: { kubeconfig: $run/kube-proxy.kubeconfig }
EOT
}
