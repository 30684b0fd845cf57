{{/* What is true of a role whatever the values say: folder, port and its variable, and what V8 is told. */}}
{{- define "pharos.facts" -}}
sync: { package: crdt-sync, port: 0, variable: "", space: 64 }
api: { package: api, port: 8080, variable: API_PORT, space: 64 }
gateway: { package: sse-gateway, port: 8081, variable: LIVE_PORT, space: 4 }
notifier: { package: notifier, port: 8400, variable: NOTIFIER_PORT, space: 16 }
edge: { package: edge, port: 8080, variable: EDGE_PORT, space: 16 }
{{- end }}

{{- define "pharos.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end }}

{{- define "pharos.labels" -}}
app.kubernetes.io/name: pharos
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
pharos/region: {{ .Values.region }}
{{- end }}

{{/* Takes a dict of root and role. */}}
{{- define "pharos.selector" -}}
app.kubernetes.io/name: pharos
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .role }}
{{- end }}

{{/* The entry of this cluster's region, or a sentence that says what is wrong. */}}
{{- define "pharos.here" -}}
{{- $region := .Values.region -}}
{{- $found := list -}}
{{- range .Values.regions }}{{ if eq .name $region }}{{ $found = append $found . }}{{ end }}{{ end -}}
{{- if ne (len $found) 1 }}{{ fail (printf "region %q must stand once in regions: add it there" $region) }}{{ end -}}
{{- index $found 0 | toYaml -}}
{{- end }}

{{/* The names of the other regions, those that stand in for this one first. */}}
{{- define "pharos.others" -}}
{{- $here := include "pharos.here" . | fromYaml -}}
{{- $names := $here.fallbacks | default list -}}
{{- range .Values.regions }}{{ if and (ne .name $here.name) (not (has .name $names)) }}{{ $names = append $names .name }}{{ end }}{{ end -}}
{{- $byName := dict -}}
{{- range .Values.regions }}{{ $_ := set $byName .name . }}{{ end -}}
{{- $others := list -}}
{{- range $names }}
{{- if not (hasKey $byName .) }}{{ fail (printf "the fallback %q is none of regions: add it there" .) }}{{ end }}
{{- $others = append $others (get $byName .) }}
{{- end -}}
{{- dict "others" $others | toYaml -}}
{{- end }}

{{- define "pharos.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "pharos.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities: { drop: [ALL] }
{{- end }}

{{/* Up at once and in large steps, down late and in small ones. Takes root, up, down, and by how much below its target a metric must be. */}}
{{- define "pharos.behavior" -}}
scaleUp:
  stabilizationWindowSeconds: {{ .up.windowSeconds }}
  selectPolicy: Max
  policies:
    - { type: Percent, value: {{ .up.percent }}, periodSeconds: {{ .up.periodSeconds }} }
    - { type: Pods, value: {{ .up.pods }}, periodSeconds: {{ .up.periodSeconds }} }
  {{- if .root.Values.autoscaling.tolerance }}
  tolerance: "0"
  {{- end }}
scaleDown:
  stabilizationWindowSeconds: {{ .down.windowSeconds }}
  selectPolicy: Max
  policies:
    - { type: Percent, value: {{ .down.percent }}, periodSeconds: {{ .down.periodSeconds }} }
  {{- if .root.Values.autoscaling.tolerance }}
  tolerance: {{ .below | quote }}
  {{- end }}
{{- end }}
