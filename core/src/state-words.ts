import type { ComponentStatus, IncidentStatus } from './severity.ts';

/** What components and incidents are said to be: the same on the page and in every message. */
export interface StateWords {
  component: Record<ComponentStatus, string>;
  incident: Record<IncidentStatus, string>;
}

export const statesIn = {
  en: {
    component: {
      operational: 'Operational',
      under_maintenance: 'Under maintenance',
      degraded_performance: 'Degraded performance',
      partial_outage: 'Partial outage',
      major_outage: 'Major outage',
    },
    incident: {
      investigating: 'Investigating',
      identified: 'Identified',
      monitoring: 'Monitoring',
      resolved: 'Resolved',
    },
  },
  de: {
    component: {
      operational: 'In Betrieb',
      under_maintenance: 'In Wartung',
      degraded_performance: 'Eingeschränkt',
      partial_outage: 'Teilausfall',
      major_outage: 'Ausfall',
    },
    incident: {
      investigating: 'Wird untersucht',
      identified: 'Ursache gefunden',
      monitoring: 'Wird beobachtet',
      resolved: 'Behoben',
    },
  },
  fr: {
    component: {
      operational: 'Opérationnel',
      under_maintenance: 'En maintenance',
      degraded_performance: 'Performances dégradées',
      partial_outage: 'Panne partielle',
      major_outage: 'Panne majeure',
    },
    incident: {
      investigating: 'En cours d’examen',
      identified: 'Cause trouvée',
      monitoring: 'Sous surveillance',
      resolved: 'Résolu',
    },
  },
  es: {
    component: {
      operational: 'Operativo',
      under_maintenance: 'En mantenimiento',
      degraded_performance: 'Rendimiento degradado',
      partial_outage: 'Interrupción parcial',
      major_outage: 'Interrupción grave',
    },
    incident: {
      investigating: 'En investigación',
      identified: 'Causa identificada',
      monitoring: 'En observación',
      resolved: 'Resuelto',
    },
  },
  it: {
    component: {
      operational: 'Operativo',
      under_maintenance: 'In manutenzione',
      degraded_performance: 'Prestazioni ridotte',
      partial_outage: 'Interruzione parziale',
      major_outage: 'Interruzione grave',
    },
    incident: {
      investigating: 'In esame',
      identified: 'Causa individuata',
      monitoring: 'In osservazione',
      resolved: 'Risolto',
    },
  },
  pt: {
    component: {
      operational: 'Operacional',
      under_maintenance: 'Em manutenção',
      degraded_performance: 'Desempenho degradado',
      partial_outage: 'Falha parcial',
      major_outage: 'Falha grave',
    },
    incident: {
      investigating: 'Em investigação',
      identified: 'Causa identificada',
      monitoring: 'Em observação',
      resolved: 'Resolvido',
    },
  },
  nl: {
    component: {
      operational: 'Werkt',
      under_maintenance: 'In onderhoud',
      degraded_performance: 'Beperkt',
      partial_outage: 'Gedeeltelijke storing',
      major_outage: 'Grote storing',
    },
    incident: {
      investigating: 'Wordt onderzocht',
      identified: 'Oorzaak gevonden',
      monitoring: 'Wordt gevolgd',
      resolved: 'Opgelost',
    },
  },
  pl: {
    component: {
      operational: 'Działa',
      under_maintenance: 'W konserwacji',
      degraded_performance: 'Działa gorzej',
      partial_outage: 'Częściowa awaria',
      major_outage: 'Poważna awaria',
    },
    incident: {
      investigating: 'Badamy',
      identified: 'Znamy przyczynę',
      monitoring: 'Obserwujemy',
      resolved: 'Rozwiązano',
    },
  },
  tr: {
    component: {
      operational: 'Çalışıyor',
      under_maintenance: 'Bakımda',
      degraded_performance: 'Yavaş',
      partial_outage: 'Kısmi kesinti',
      major_outage: 'Büyük kesinti',
    },
    incident: {
      investigating: 'İnceleniyor',
      identified: 'Nedeni bulundu',
      monitoring: 'İzleniyor',
      resolved: 'Çözüldü',
    },
  },
  ja: {
    component: {
      operational: '正常',
      under_maintenance: 'メンテナンス中',
      degraded_performance: '性能低下',
      partial_outage: '一部停止',
      major_outage: '停止',
    },
    incident: {
      investigating: '調査中',
      identified: '原因判明',
      monitoring: '経過観察中',
      resolved: '解決済み',
    },
  },
  zh: {
    component: {
      operational: '正常',
      under_maintenance: '维护中',
      degraded_performance: '性能下降',
      partial_outage: '部分中断',
      major_outage: '严重中断',
    },
    incident: {
      investigating: '调查中',
      identified: '已找到原因',
      monitoring: '观察中',
      resolved: '已解决',
    },
  },
  ar: {
    component: {
      operational: 'يعمل',
      under_maintenance: 'قيد الصيانة',
      degraded_performance: 'أداء منخفض',
      partial_outage: 'عطل جزئي',
      major_outage: 'عطل كبير',
    },
    incident: {
      investigating: 'قيد التحقيق',
      identified: 'عُرف السبب',
      monitoring: 'قيد المراقبة',
      resolved: 'تم الحل',
    },
  },
} satisfies Record<string, StateWords>;
