"""The Vietnamese sentence of every error code, as data; `common.text.phrases` speaks them."""

from __future__ import annotations

ERRORS: dict[str, str] = {
    # what was typed
    "field_required": "Chưa nhập «{field}».",
    "field_type": "Giá trị của «{field}» không đúng kiểu hoặc không có trong danh sách chọn.",
    "field_too_long": "«{field}» dài quá {length_max} ký tự: nội dung dài hãy để trong tệp.",
    "field_unknown": "Không có trường tên «{field}».",
    "field_not_writable": "«{field}» do hệ thống ghi, không nhập tay được.",
    "date_invalid": "Ngày «{value}» không đọc được: hãy nhập dạng 08/10/2013.",
    "date_before_last_number": (
        "Ngày {dated} trước ngày {last_date} của số {last_number} liền trước: "
        "trong một sổ, số sau không được mang ngày trước."
    ),
    "date_ahead": "Ngày {dated} sau hôm nay ({today}) hơn một ngày: hãy nhập lại ngày để xác nhận.",
    "date_not_between": (
        "Ngày {dated} không nằm giữa ngày của các số liền trước và liền sau: "
        "sớm nhất {earliest}, muộn nhất {latest}."
    ),
    "new_year_unconfirmed": (
        "Đây là số đầu tiên của năm {year} và đã hơn 30 ngày máy chưa xem giờ máy chủ: "
        "hãy nhìn lịch rồi nhập lại ngày để xác nhận."
    ),
    "clock_jumped": (
        "Đồng hồ của máy vừa bị chỉnh hơn một ngày: hãy nhìn lịch rồi nhập lại ngày để xác nhận."
    ),
    "suffixes_used_up": "Sau số này đã dùng hết các chữ từ a đến z.",
    "number_unknown": "Sổ «{series}» không có số {number}.",
    "number_not_reserved": "Số {number} của sổ «{series}» năm {year} không phải là số đang giữ.",
    "number_asked_twice": "Chỉ chọn một: dùng số đã giữ, hoặc thêm chữ vào sau một số.",
    "reserved_too_many": "Mỗi lần giữ được từ 1 đến {count_max} số.",
    "reason_required": "Chưa ghi lý do.",
    "nothing_changed": "Không có gì thay đổi, nên không ghi thêm gì.",
    "no_documents": "Chưa chọn văn bản nào.",
    "file_ends_before_start": "Hồ sơ không thể kết thúc trước ngày bắt đầu.",
    "year_invalid": "Năm {value} không hợp lệ.",
    "no_recipients": "Chưa chọn nơi nhận.",
    "recipient_is_self": "Nơi nhận là chính cơ quan mình: hãy chọn cơ quan khác.",
    "office_unknown": "Không có cơ quan mã «{office}» trong danh mục.",
    "number_invalid": "Số «{number}» không hợp lệ.",
    "document_type_unknown": "Không có loại văn bản mã «{value}» trong danh mục.",
    "deadline_days_invalid": (
        "Thời hạn {value} ngày làm việc không hợp lệ: hãy nhập từ 0 đến {days_max}."
    ),
    "notation_organ_missing": "Chưa có tên viết tắt của cơ quan nên không lập được ký hiệu.",
    "notation_type_missing": (
        "Văn bản quy phạm pháp luật phải có tên loại viết tắt trong ký hiệu."
    ),
    "notation_year_missing": ("Văn bản quy phạm pháp luật phải có năm ban hành trong số, ký hiệu."),
    "series_unknown": "Không có sổ «{series}».",
    "record_not_found": "Không tìm thấy bản ghi này; có thể nó đã được gỡ bỏ.",
    "entity_unknown": "Loại bản ghi «{entity}» chưa được phiên bản này hỗ trợ.",
    "secret_refused": (
        "Văn bản mật không được nhập vào máy nối mạng (Luật Bảo vệ bí mật nhà nước). Không có gì "
        "được lưu. Hãy đăng ký vào sổ giấy, hoặc hệ thống riêng trên mạng LAN độc lập."
    ),
    "csv_invalid": "Dòng {line} của tệp CSV: {problem} Không có gì được nhập.",
    "enrolment_code_invalid": "Mã ghi danh không đúng: hãy nhập lại đủ 20 ký tự.",
    "password_too_short": "Mật khẩu cần ít nhất {length_min} ký tự.",
    "password_common": "Mật khẩu này quá dễ đoán: hãy chọn mật khẩu khác.",
    "login_empty": "Chưa nhập tên đăng nhập.",
    "login_taken": "Tên đăng nhập «{login}» đã có người dùng.",
    "recovery_key_invalid": "Khóa khôi phục nhập chưa đúng: hãy dò lại từng nhóm ký tự.",
    "no_files": "Chưa chọn tệp nào.",
    "too_many_files": "Một văn bản đính kèm được nhiều nhất {count_max} tệp.",
    "attachment_too_large": "Tệp lớn quá {size_bytes_max} byte nên không đính kèm được.",
    "attachment_empty": "Tệp rỗng, không có nội dung để đính kèm.",
    "attachment_unreadable": "Không đọc được tệp «{name}».",
    "attachment_type_refused": (
        "Tệp «{name}» là loại chạy được chương trình nên không đính kèm hay mở từ đây."
    ),
    # who may, and when
    "role_missing": "Bạn không có vai trò cần cho việc «{action}».",
    "state_forbids": "Không làm được việc «{action}» khi đang ở trạng thái «{state}».",
    "recall_not_asked": "Nơi gửi không đề nghị thu hồi văn bản này.",
    "recall_answered": "Đề nghị thu hồi này đã được trả lời.",
    "book_not_started": (
        "Sổ «{series}» năm {year} chưa mở: quản trị cần nhập số cuối cùng trên sổ giấy trước."
    ),
    "book_already_started": "Sổ «{series}» năm {year} đang chạy, số cuối là {last_number}.",
    "year_closed": "Sổ «{series}» năm {year} đã khóa.",
    "year_not_over": "Năm {year} chưa hết nên chưa khóa sổ «{series}» của năm ấy được.",
    "year_has_open_numbers": (
        "Chưa khóa được sổ «{series}» năm {year}. Văn bản chờ số: {waiting}. Số giữ chưa dùng: "
        "{reserved}. Số chưa rõ: {unaccounted}. Hãy cấp số, dùng hoặc hủy kèm lý do từng số trước."
    ),
    "number_state_forbids": "Số {number} đang ở trạng thái «{number_state}» nên không làm được.",
    "date_has_left": (
        "Văn bản đã gửi đi nên không sửa ngày được nữa: hãy làm công văn đính chính, "
        "rồi ghi ngày đúng vào sổ cái kèm lý do."
    ),
    "series_not_held": "Máy này không giữ sổ «{series}».",
    "series_held": "Sổ này đang do máy số {device} giữ: máy đó cần trả sổ trước.",
    "series_numbered_by_server": (
        "Sổ «{series}» do máy chủ cấp số theo lựa chọn của cơ quan nên không máy nào giữ."
    ),
    "lease_free": "Sổ «{series}» không do máy nào giữ nên không có gì để thu hồi.",
    "seen_by_required": "Chưa ghi ai đã nhìn thấy số cuối trên sổ giấy.",
    "stated_below_known": (
        "Số cuối trên sổ giấy đã nêu là {stated}, nhưng máy chủ đã biết đến số {known}: "
        "hãy xem lại sổ giấy."
    ),
    "gap_wide": (
        "Từ số {known} máy chủ đã biết đến số đã nêu còn {count} số chưa rõ. Nếu đúng như vậy, hãy "
        "xác nhận (--yes)."
    ),
    "device_not_of_office": (
        "Máy số {device} không thuộc cơ quan này hoặc đã bị thu hồi nên không giữ sổ được."
    ),
    "store_restored": (
        "Kho dữ liệu vừa được dựng lại nên chưa cấp số. Hãy đồng bộ một lần, "
        "hoặc xác nhận số cuối cùng trên sổ giấy, rồi làm lại."
    ),
    "wrong_password": "Tên đăng nhập hoặc mật khẩu không đúng.",
    "wrong_recovery_key": "Khóa khôi phục này không phải của kho dữ liệu này.",
    "not_enrolled": "Máy này chưa ghi danh vào cơ quan nào.",
    "enrolment_code_refused": "Mã ghi danh không dùng được: không có, đã dùng, hoặc đã quá hạn.",
    "device_revoked": "Máy này đã bị thu hồi quyền. Việc đã làm vẫn còn: hãy báo quản trị.",
    "device_unknown": "Máy chủ không biết máy này.",
    "token_invalid": "Phiên làm việc với máy chủ đã hết hạn.",
    "scope_closed": "Máy này không thuộc phạm vi dữ liệu được hỏi.",
    "file_not_granted": "Tệp không có, hoặc cơ quan này không được quyền đọc.",
    "http_refused": ("Địa chỉ máy chủ bắt đầu bằng http:// không được mã hóa: hãy dùng https://."),
    # the machine
    "disk_full": "Đĩa đầy: việc vừa rồi chưa được lưu, những gì đã lưu vẫn còn. Hãy dọn đĩa.",
    "store_missing": "Không tìm thấy kho dữ liệu ở thư mục đã cho.",
    "store_exists": "Thư mục này đã có kho dữ liệu: hãy chọn thư mục khác.",
    "store_damaged": (
        "Kho dữ liệu bị hỏng ({file}). Không có gì bị sửa thêm. "
        "Dùng «vanthu restore-pending» để dựng lại."
    ),
    "store_newer": "Kho dữ liệu do phiên bản Văn Thư mới hơn ghi: hãy cập nhật phần mềm.",
    "store_read_only": "Thư mục dữ liệu không ghi được: hãy kiểm tra quyền của thư mục.",
    "store_locked": "Kho dữ liệu đang bận ở chương trình khác: hãy thử lại.",
    "store_in_use": "Tệp dữ liệu đang bị chương trình khác giữ: hãy thử lại.",
    "store_io": "Đĩa báo lỗi khi đọc hoặc ghi.",
    "file_damaged": "Tệp trên đĩa bị hỏng; bản ở máy chủ vẫn còn nếu đã đồng bộ.",
    "file_missing": "Tệp chưa về máy này: hãy đồng bộ khi có mạng.",
    "journal_damaged": "Sổ nhật ký dự phòng hỏng ở mục {at}; kho chính không bị ảnh hưởng.",
    "journal_newer": "Sổ nhật ký dự phòng do phiên bản mới hơn ghi: hãy cập nhật phần mềm.",
    "journal_without_identity": "Sổ nhật ký dự phòng thiếu danh tính của máy, không dựng lại được.",
    # the line and the server
    "offline": "Chưa kết nối được máy chủ. Việc đã làm vẫn lưu trên máy này và sẽ gửi khi có mạng.",
    "connection_cut": "Đường truyền đứt giữa chừng. Việc đã làm vẫn lưu trên máy này.",
    "server_slow": "Máy chủ trả lời quá lâu. Việc đã làm vẫn lưu trên máy này.",
    "server_busy": "Máy chủ đang bận. Sẽ tự thử lại; việc đã làm vẫn lưu trên máy này.",
    "server_fault": "Máy chủ gặp lỗi. Việc đã làm vẫn lưu trên máy này; hãy báo quản trị.",
    "not_our_server": (
        "Địa chỉ này trả lời nhưng không phải máy chủ Văn Thư (có thể là trang đăng nhập mạng). "
        "Không có gì thay đổi."
    ),
    "server_identity_wrong": "Máy chủ không chứng minh được danh tính: không gửi gì đến đó.",
    "certificate_invalid": "Chứng chỉ của máy chủ không đúng: hãy xem đồng hồ, rồi báo quản trị.",
    "sync_elsewhere": "Một chương trình khác trên máy này đang đồng bộ kho này.",
    "sync_does_not_end": "Đồng bộ không tiến được: hãy báo quản trị. Việc đã làm vẫn còn.",
    # bytes between the two
    "changeset_too_large": "Một lần ghi quá lớn: hãy để nội dung dài trong tệp đính kèm.",
    "changeset_malformed": "Dữ liệu gửi lên không đọc được; đã giữ nguyên để người quản trị xem.",
    "version_newer": "Dữ liệu do phiên bản mới hơn ghi: cần cập nhật phần mềm.",
    "sealed_damaged": "Dữ liệu mã hóa bị hỏng hoặc không đúng khóa.",
    "file_hash_differs": "Tệp nhận được không khớp mã băm; sẽ tải lại.",
    "request_malformed": "Yêu cầu gửi lên máy chủ không đọc được.",
    "answer_malformed": "Trả lời của máy chủ không đọc được; không có gì thay đổi.",
    "too_large": "Nội dung gửi lên quá lớn.",
    "lease_not_held": "Số được cấp khi máy không giữ sổ; đã ghi nhận để người quản trị xem xét.",
    "chain_broken": "Máy chủ cần gửi lại từ chỗ nó đã nhận.",
    "signature_invalid": "Chữ ký của máy không đúng; máy chủ không nhận.",
    "cursor_unknown": "Máy chủ đã được khôi phục: đang tải lại dữ liệu.",
    "base_differs": (
        "Dữ liệu trên máy này khác với máy chủ và chưa chữa được: hãy báo quản trị. "
        "Việc vẫn làm và đồng bộ như thường; sẽ đối chiếu lại khi có dữ liệu mới."
    ),
    "log_signature_invalid": (
        "Máy chủ không ký được cuối nhật ký của «{scope}»: không có gì thay đổi. "
        "Việc trên máy vẫn còn: hãy báo quản trị."
    ),
    "forked": (
        "Máy chủ giữ việc của máy này mà máy này không biết (kho có thể đã được sao chép). "
        "Đồng bộ dừng, việc trên máy vẫn còn: hãy báo quản trị."
    ),
    # the server's side
    "json_invalid": "Dòng {line}: nội dung JSON không đọc được ({problem}).",
    "record_not_object": "Mục {position} không phải là một đối tượng JSON.",
    "store_is_sound": "Kho dữ liệu vẫn tốt: không cần dựng lại, không có gì thay đổi.",
    "login_is_last": "«{login}» là người cuối cùng mở được kho này nên không bỏ được.",
    "login_unknown": "Không có người dùng «{login}» trên máy này.",
    "server_url_invalid": "Địa chỉ máy chủ «{url}» không đúng: ví dụ https://vanthu.tinh.gov.vn.",
    "font_missing": "Bộ cài thiếu phông chữ «{file}»: hãy cài lại Văn Thư.",
    "media_type_unknown": "Kiểu nội dung gửi lên không đúng, cần {expected}.",
    "request_stalled": "Yêu cầu gửi lên giữa chừng thì dừng. Hãy gửi lại.",
    "route_unknown": "Máy chủ không có địa chỉ này.",
    "method_unknown": "Địa chỉ này không nhận kiểu yêu cầu đó.",
    "length_missing": "Yêu cầu gửi tệp phải ghi độ dài.",
    "range_unsatisfiable": "Đoạn được hỏi nằm ngoài tệp {size_bytes} byte.",
    "too_many_requests": "Quá nhiều yêu cầu: hãy thử lại sau {retry_after_s} giây.",
    "blob_storage_failed": "Máy chủ không ghi được tệp. Tệp vẫn còn trên máy gửi.",
    "database_address_invalid": "Địa chỉ cơ sở dữ liệu không đọc được.",
    "database_empty": "Cơ sở dữ liệu chưa được khởi tạo: hãy chạy «vanthu-server init».",
    "database_older": (
        "Cơ sở dữ liệu do phiên bản cũ hơn ghi: hãy sao lưu rồi chạy «vanthu-server init»."
    ),
    "database_newer": "Cơ sở dữ liệu do phiên bản mới hơn ghi: hãy cập nhật máy chủ.",
    "database_unavailable": "Không kết nối được cơ sở dữ liệu: hãy kiểm tra địa chỉ và dịch vụ.",
    "database_damaged": "Cơ sở dữ liệu bị hỏng: hãy dừng máy chủ và khôi phục từ bản sao lưu.",
    "database_read_only": "Cơ sở dữ liệu không ghi được: hãy kiểm tra quyền của thư mục.",
    "input_unreadable": "Không đọc được tệp «{name}».",
    "passwords_differ": "Hai lần nhập mật khẩu không giống nhau.",
    "server_running": "Một máy chủ khác đang dùng thư mục dữ liệu này.",
    "address_unusable": "Không mở được địa chỉ {address} để nghe ({reason}).",
    "roles_missing": "Chưa chọn vai trò nào.",
    "role_unknown": "Không có vai trò «{role}».",
    "scope_read_only": "Máy này chỉ được đọc phạm vi dữ liệu «{scope}».",
    "scope_unknown": "Không có phạm vi dữ liệu «{scope}».",
    "data_missing": "Thư mục chưa có dữ liệu máy chủ: hãy chạy «vanthu-server init».",
    "data_unusable": "Dữ liệu máy chủ không mở được ({reason}).",
    "data_exists": "Thư mục này đã có dữ liệu máy chủ; không có gì bị ghi đè.",
    "claim_invalid": "Số {number} trong yêu cầu không hợp lệ.",
    "claim_without_document": "Số {number} được cấp mà không có văn bản.",
    "action_unknown": "Phiên bản này chưa biết việc «{action}».",
    "login_invalid": "Tên đăng nhập «{login}» không hợp lệ.",
    "token_proof_invalid": "Máy không chứng minh được khóa của mình.",
    "entity_not_writable": "Việc «{action}» không được ghi loại bản ghi này.",
    "record_unknown": "Bản ghi được sửa không có trên máy chủ.",
    "append_only": "Bản ghi này chỉ được thêm, không được sửa.",
    "setting_invalid": "Giá trị «{value}» của thiết đặt {variable} không đúng.",
    "data_folder_missing": "Chưa cho biết thư mục dữ liệu: dùng --data hoặc {variable}.",
    "tls_name_missing": "Chưa cho biết tên hoặc địa chỉ của máy chủ: dùng --name hoặc --ip.",
    "tls_authority_ended": "Chứng thực gốc đã hết hạn ngày {ended}.",
    "tls_files_unusable": "Tệp chứng chỉ không dùng được ({reason}).",
    "tls_name_invalid": "Tên «{name}» không dùng được cho chứng chỉ.",
    # removal by order
    "redaction_entity_refused": "Lệnh xóa không áp dụng cho loại bản ghi «{entity}».",
    "redaction_field_refused": "Không xóa theo lệnh được trường «{field}».",
    "redaction_order_required": "Chưa ghi số, ký hiệu và ngày của lệnh xóa.",
    "redaction_nothing": "Không có gì để xóa: bản ghi này không có, hoặc đã xóa theo lệnh này.",
    "redaction_unconfirmed": (
        "Chưa xóa gì. Hãy xem kỹ danh sách trên; xóa rồi không lấy lại được. Để xóa, thêm --yes."
    ),
    "redacted": "Nội dung của việc này đã bị xóa theo lệnh, nên không dùng.",
    "body_erased": "Việc gửi lên không còn nội dung mà máy chủ không biết lệnh xóa nào về nó.",
    "file_redacted": "Tệp này đã bị xóa theo lệnh nên không được gửi lên.",
    # conflicts, cases, and what people decide of them
    "due_before_arrival": "Hạn xử lý trước ngày đến: hãy xem lại hai ngày này.",
    "due_before_issue": "Hạn trả lời trước ngày văn bản: hãy xem lại hai ngày này.",
    "done_before": "Người khác đã làm việc này trước, nên lần sau không dùng.",
    "side_added": "Xung đột vừa có thêm giá trị mới: hãy xem rồi giải quyết lại.",
    "settled_otherwise": (
        "Người khác đã giải quyết xung đột này theo cách khác: nó được mở lại với cả hai lý do."
    ),
    "outcome": "Văn bản đã chuyển trạng thái nên không giải quyết theo cách này được nữa.",
    "outcome_not_possible": "Xung đột này không giải quyết theo cách đó được.",
    "conflict_settled": "Xung đột này đã được giải quyết.",
    "conflict_ambiguous": (
        "«{word}» chỉ đến {count} xung đột: hãy ghi mã của một xung đột, hoặc TRƯỜNG=GIÁ_TRỊ."
    ),
    "conflict_is_the_offices": (
        "Trước ngày {day} xung đột này do cơ quan giải quyết; trung tâm chỉ làm khi được đề nghị."
    ),
    "settle_not_yours": "Chỉ văn thư, hoặc người đã nhập một trong các giá trị, được giải quyết.",
    "settlement_malformed": "Cách giải quyết gửi lên không đúng với xung đột.",
    "side_unknown": "Xung đột này không có giá trị số {side}.",
    "side_not_chosen": "Xung đột có {count} giá trị: hãy chọn một giá trị theo số.",
    "side_in_log": "Giá trị số {side} quá dài, chỉ còn trong nhật ký: hãy nhập lại giá trị.",
    "case_unknown": "Không có việc {name} nào đang chờ xử lý.",
    "case_waits": (
        "Việc này không xử lý riêng được: hãy xử lý việc {name}, hoặc giải quyết xung đột của nó."
    ),
    "case_has_dependants": "Bỏ việc này thì các việc dựa vào nó cũng không dùng được: {names}.",
    "discarded": "Việc này không được dùng: {reason}",
    "fell_with": "Việc này dựa vào việc {name}, là việc không được dùng.",
    "role_ended_since": (
        "Vai trò của người làm đã kết thúc khi máy này chưa biết: quản trị có thể chấp nhận."
    ),
    # parked, and why
    "parked_clash": "Người khác đã sửa cùng chỗ trước đó: cả hai giá trị được giữ lại để chọn.",
    "needs_held": "Việc này chờ việc {name} được xử lý trước.",
    "waiting_number": "Văn bản chưa có số nên chưa chuyển đi.",
    "open_conflict": "Văn bản đang có xung đột nên chưa chuyển đi.",
    "recalled": "Văn bản đã bị thu hồi nên không chuyển đi.",
    "files_missing": "Tệp đính kèm chưa lên máy chủ nên chưa chuyển đi.",
    "parked_twice": "Văn bản đã có số ở máy khác: hãy cho biết bản giấy mang số nào đã đi.",
    "parked_invalid": (
        "Hai người cùng sửa, ghép lại thì trái quy tắc: phần trái quy tắc được giữ lại để chọn."
    ),
    "parked_guard": "Bản ghi đã đổi trước khi việc này tới nơi: việc này được giữ lại để xem xét.",
    "parked_workflow": (
        "Văn bản đã chuyển trạng thái trước khi việc này tới nơi: việc này được giữ lại để xem xét."
    ),
}
"""Code → sentence. ``{names}`` are the error's parameters."""
