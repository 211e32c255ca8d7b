/** The published use-case section as kept in `use-cases-3.1.json` and `use-cases-4.0.json`: what the generator reads. */

export interface PublishedDlmsRow {
  readonly name: string;
  readonly classId: number | string;
  readonly obis: string;
  readonly kind: 'attribute' | 'method';
  readonly number: number | string;
  /** Such as `entries:entries[1..48].schedule_table_entry.index`. */
  readonly attribute: string;
  /** Such as `octet-string(12)[[OPTIONAL]]`. */
  readonly dataType: string;
  readonly constant: string | null;
}

export interface PublishedZclRow {
  readonly name: string;
  readonly dataType: string;
  readonly parameter: string;
  /** Such as `Prepayment: 0x0705`. */
  readonly cluster: string;
  readonly command: string;
  readonly response: string;
}

export interface PublishedUseCase {
  readonly useCase: string;
  readonly title: string;
  readonly messageCode: string;
  readonly target?: string;
  readonly messageType: string;
  readonly serviceReference: string;
  readonly futureDatable?: boolean;
  readonly replayProtected?: boolean;
  readonly readOrUpdate: 'Read' | 'Update';
  readonly roles: readonly string[];
  readonly dlms?: readonly PublishedDlmsRow[];
  readonly zcl?: readonly PublishedZclRow[];
}

export interface PublishedSection {
  readonly useCases: readonly PublishedUseCase[];
}

/** Of `service-requests.json`: the variants, and the use cases that the data set sends for each. */
export interface PublishedServiceRequests {
  readonly serviceRequests: readonly {
    readonly serviceReferenceVariant: string;
    readonly seenInDataSet: { readonly useCases: readonly string[] };
  }[];
}
